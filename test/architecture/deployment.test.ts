import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { variableOf } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../support/programs/project.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { checkUrls, secretsIn, unknownVariables, yamlOf } from './deployed.ts';

const NAMES = ['dynamodb-cdc-relay', 'tap-dynamodb-cdc', 'target-cratedb'];

describe('docker-compose.yml', () => {
  const [compose] = yamlOf('docker-compose.yml') as [{ services: Record<string, Service> }];
  const { services } = compose;

  test('without a profile it starts CrateDB and an emulator that needs no account', () => {
    const started = Object.entries(services).filter(([, { profiles }]) => profiles === undefined);
    expect(started.map(([name]) => name).sort()).toEqual(['cratedb', 'ministack']);
    expect(JSON.stringify(started)).not.toContain('TOKEN');
  });

  test('has one emulator per port, under one name for the relay, and listens on this machine only', () => {
    const emulators = Object.values(services).filter(({ ports }) => ports?.includes('127.0.0.1:4566:4566'));
    expect(emulators).toHaveLength(3);
    for (const { networks } of emulators) expect(networks).toEqual({ default: { aliases: ['emulator'] } });
    const ports = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('its services have what they depend on', () => {
    const named = Object.values(services).flatMap(({ depends_on = {} }) => Object.keys(depends_on));
    expect(named.filter((name) => !(name in services))).toEqual([]);
  });

  test('its relay gets URLs that the two programs accept', async () => {
    const [source = '', target = ''] = services.relay?.command ?? [];
    await expect(checkUrls({ source, target })).resolves.toBeUndefined();
    await expect(checkUrls({ source: `${source}&typo=1`, target })).rejects.toThrow('typo');
  });
});

describe('Prometheus and Grafana of docker-compose.yml', () => {
  const [{ services }] = yamlOf('docker-compose.yml') as [{ services: Record<string, Service> }];
  const { relay, prometheus, grafana } = services;
  const config = yamlOf('examples/monitoring/prometheus.compose.yml')[0] as PrometheusConfig;
  const provisioning = 'examples/monitoring/grafana/provisioning';
  const [{ datasources }] = yamlOf(`${provisioning}/datasources/prometheus.yml`) as [Datasources];

  test('are started with a relay, by one profile', () => {
    for (const service of [relay, prometheus, grafana]) expect(service?.profiles).toContain('monitoring');
  });

  test('have files of this project, none of which they may change', () => {
    const mounts = [prometheus, grafana].flatMap((service) => service?.volumes ?? []);
    expect(mounts).toHaveLength(4);
    for (const mount of mounts) {
      const [from = '', , mode] = mount.split(':');
      expect([mount, existsSync(join(PROJECT, from)), mode]).toEqual([mount, true, 'ro']);
    }
  });

  test('Prometheus asks the relay where it answers, and has the rules that it names', () => {
    const [, port = ''] = relay?.environment?.DYNAMODB_CDC_RELAY_HTTP?.split(':') ?? [];
    expect(relay?.environment).toEqual({ DYNAMODB_CDC_RELAY_HTTP: `0.0.0.0:${port}` });
    expect(unknownVariables(Object.keys(relay?.environment ?? {}))).toEqual([]);
    const targets = config.scrape_configs.flatMap(({ static_configs: [first] }) => first?.targets ?? []);
    expect(targets).toEqual([`relay:${port}`]);
    const [path = ''] = prometheus?.command ?? [];
    const folder = path.replace(/^--config\.file=(.*)\/.*/, '$1');
    expect(mountedAt(prometheus, `${folder}/prometheus.yml`)).toBe(
      './examples/monitoring/prometheus.compose.yml',
    );
    for (const name of config.rule_files)
      expect(mountedAt(prometheus, `${folder}/${name}`)).toBe(`./examples/monitoring/${name}`);
  });

  test('Prometheus is configured as without Docker, apart from the address', () => {
    const plain = yamlOf('examples/monitoring/prometheus.yml');
    expect(JSON.parse(JSON.stringify(plain).replace('127.0.0.1:', 'relay:'))).toEqual([config]);
  });

  test('Grafana begins with the dashboard, on the data of that Prometheus', () => {
    const [{ url, uid, type, isDefault } = {}] = datasources;
    const port = prometheus?.ports?.[0]?.split(':').at(-1);
    expect({ url, isDefault }).toEqual({ url: `http://prometheus:${port}`, isDefault: true });
    expect(uid).not.toBe('');
    // The dashboard lets the reader choose: it begins with the default one of its type.
    const dashboard = JSON.parse(
      readFileSync(join(PROJECT, 'examples/monitoring/grafana/dashboard.json'), 'utf8'),
    ) as Dashboard;
    const [variable] = dashboard.templating.list.filter((one) => one.type === 'datasource');
    expect(variable).toMatchObject({ query: type, current: {} });
    const used = new Set(dashboard.panels.map(({ datasource }) => datasource.uid));
    expect([...used]).toEqual([`\${${variable?.name}}`]);
    const [{ providers }] = yamlOf(`${provisioning}/dashboards/dashboard.yml`) as [Providers];
    const home = grafana?.environment?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? '';
    expect(providers.map(({ options }) => options.path)).toEqual([home.replace(/\/[^/]*$/, '')]);
    expect(mountedAt(grafana, home)).toBe('./examples/monitoring/grafana/dashboard.json');
  });
});

/** The file that a service has there. */
function mountedAt(service: Service | undefined, path: string): string | undefined {
  return service?.volumes?.map((mount) => mount.split(':')).find(([, to]) => to === path)?.[0];
}

describe('the Kubernetes example', () => {
  const documents = yamlOf('examples/kubernetes/relay.yaml') as KubernetesObject[];
  const deployment = documents.find(({ kind }) => kind === 'Deployment');
  const pod = deployment?.spec?.template.spec;

  test('runs one process at a time, which may end in order', () => {
    expect(documents.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Deployment']);
    expect(deployment?.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(30);
    expect(pod?.serviceAccountName).toBe(documents[0]?.metadata.name);
  });

  test('uses settings that there are, and volumes that it has', () => {
    const [{ env = [], volumeMounts = [] } = {}] = pod?.containers ?? [];
    expect(unknownVariables(env.map(({ name }) => name))).toEqual([]);
    const volumes = pod?.volumes.map(({ name }) => name);
    expect(volumeMounts.map(({ name }) => name).sort()).toEqual(volumes?.sort());
    const folder = volumeMounts.find(({ name }) => name === 'urls')?.mountPath ?? '';
    for (const { name, value } of env.filter(({ name }) => name.endsWith('_URL_FILE')))
      expect([name, value.startsWith(`${folder}/`)]).toEqual([name, true]);
  });

  test('is asked for its health where it answers', () => {
    const [{ env = [], ports = [], livenessProbe, readinessProbe } = {}] = pod?.containers ?? [];
    expect(env.find(({ name }) => name === 'DYNAMODB_CDC_RELAY_HTTP')?.value).toBe(
      `0.0.0.0:${ports[0]?.containerPort}`,
    );
    expect(livenessProbe).toMatchObject({ httpGet: { path: '/livez', port: ports[0]?.name } });
    expect(readinessProbe).toMatchObject({ httpGet: { path: '/readyz', port: ports[0]?.name } });
  });

  test('runs without rights, and holds no secret', () => {
    expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true });
    for (const { securityContext } of pod?.containers ?? [])
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
      });
    expect(secretsIn(JSON.stringify(documents))).toEqual([]);
  });
});

describe('the systemd unit', () => {
  const unit = readFileSync(join(PROJECT, 'examples/systemd/dynamodb-cdc-relay@.service'), 'utf8');
  const valuesOf = (name: string): string[] =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);

  test('starts a program of this project with settings that there are, and holds no secret', () => {
    expect(valuesOf('ExecStart').map((command) => command.split('/').at(-1))).toEqual([NAMES[0]]);
    const variables = valuesOf('Environment').map((assignment) => assignment.split('=')[0] ?? '');
    expect(variables).toHaveLength(2);
    expect(unknownVariables(variables)).toEqual([]);
    expect(unknownVariables(['DYNAMODB_CDC_RELAY_SOURCE_FILE'])).toHaveLength(1);
    expect(secretsIn(unit)).toEqual([]);
  });

  test('hands over the credentials that the settings name', () => {
    const loaded = valuesOf('LoadCredential').map((credential) => `%d/${credential.split(':')[0]}`);
    expect(valuesOf('Environment').map((assignment) => assignment.split('=')[1])).toEqual(loaded);
  });

  test.runIf(hasSystemd())('is what systemd accepts', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'dynamodb-cdc-relay@.service');
    // The program is not installed here; that it can be is another test's matter.
    writeFileSync(path, unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
    const { stderr, status } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test.each([
  ['dynamodb-cdc-relay', '/relay', NAMES],
  ['dynamodb-cdc-kcl', '/kcl', ['dynamodb-cdc-kcl', 'tap-dynamodb-cdc', 'target-cratedb']],
])('the image of %s has its programs on its path, and asks for its health', (program, folder, names) => {
  const stages = readFileSync(join(PROJECT, 'Dockerfile'), 'utf8').split(/^FROM /m);
  const runtime = stages.find((stage) => stage.includes(`ENTRYPOINT ["${program}"]`)) ?? '';
  expect(runtime).toContain(`PATH="${folder}/node_modules/.bin:$PATH"`);
  const http = variableOf(program, 'http');
  const [, port = ''] = new RegExp(`^ENV ${http}=127\\.0\\.0\\.1:(\\d+)$`, 'm').exec(runtime) ?? [];
  expect(runtime).toMatch(new RegExp(`^HEALTHCHECK [^]*http://127\\.0\\.0\\.1:${port}/livez`, 'm'));
  expect(unknownVariables([http, ...(runtime.match(/\bDYNAMODB_CDC_\w+(?==)/g) ?? [])])).toEqual([]);
  const build = stages.find((stage) => stage.includes(`WORKDIR ${folder}\nRUN cp /src`)) ?? '';
  const folders = /for package in ([\w -]+);/.exec(build)?.[1]?.split(' ') ?? [];
  const commands = folders.flatMap((name) => Object.keys(manifestOf(name).bin ?? {}));
  expect(commands.sort()).toEqual(names);
});

test('the image of a fleet has the jars where its worker looks for them', () => {
  const stages = readFileSync(join(PROJECT, 'Dockerfile'), 'utf8').split(/^FROM /m);
  const folder = /DYNAMODB_CDC_KCL_DAEMON_FOLDER=(\S+)/;
  const [installed, used] = stages.flatMap((stage) => folder.exec(stage)?.[1] ?? []);
  expect(installed).toBe(used);
  expect(
    stages.some((stage) => /FOLDER=\S+ node_modules\/\.bin\/dynamodb-cdc-kcl install-daemon$/m.test(stage)),
  ).toBe(true);
});

function hasSystemd(): boolean {
  return spawnSync('systemd-analyze', ['--version']).status === 0;
}

function manifestOf(folder: string): { readonly bin?: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(join(PROJECT, folder, 'package.json'), 'utf8')) as ReturnType<
    typeof manifestOf
  >;
}

interface Service {
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: unknown;
  readonly command?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
}

interface PrometheusConfig {
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly {
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }[];
}

interface Datasources {
  readonly datasources: readonly Readonly<Record<string, unknown>>[];
}

interface Providers {
  readonly providers: readonly { readonly options: { readonly path: string } }[];
}

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  readonly panels: readonly { readonly datasource: { readonly uid: string } }[];
}

interface Container {
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe?: unknown;
  readonly readinessProbe?: unknown;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext?: unknown;
}

interface Pod {
  readonly serviceAccountName: string;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: unknown;
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string }[];
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly template: { readonly spec: Pod } };
}
