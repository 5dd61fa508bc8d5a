import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../support/programs/project.ts';
import { checkUrls, secretsIn, unknownVariables, yamlOf } from './deployed.ts';

/** shutdown_seconds and lease_seconds, by default: a worker needs both to hand its shards over. */
const HAND_OVER_SECONDS = 30 + 10;

describe('the fleet for Kubernetes', () => {
  const documents = yamlOf('examples/kcl/kubernetes.yaml') as KubernetesObject[];
  const specOf = <Spec>(kind: string): Spec =>
    (documents.find((one) => one.kind === kind)?.spec ?? expect.fail()) as Spec;
  const { template, selector, ...deployment } = specOf<DeploymentSpec>('Deployment');
  const pod = template.spec;
  const [container = expect.fail()] = pod.containers;
  const settingOf = (variable: string): unknown => container.env.find(({ name }) => name === variable)?.value;

  test('is a Deployment, the number of its workers, and how many may be gone at once', () => {
    const kinds = ['ServiceAccount', 'Deployment', 'PodDisruptionBudget', 'ScaledObject'];
    expect(documents.map(({ kind }) => kind)).toEqual(kinds);
    expect(pod.serviceAccountName).toBe(documents[0]?.metadata.name);
    expect(selector.matchLabels).toEqual(template.metadata.labels);
    const budget = specOf<{ maxUnavailable: number; selector: object }>('PodDisruptionBudget');
    expect(budget).toEqual({ maxUnavailable: 1, selector });
  });

  test('ends its workers one by one, and gives each the time to hand its shards over', () => {
    expect(deployment).toMatchObject({ strategy: { rollingUpdate: { maxUnavailable: 0 } } });
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(HAND_OVER_SECONDS);
  });

  test('has as many workers as its open shards ask for, of which each may read more', () => {
    expect(deployment).not.toHaveProperty('replicas');
    const scaled = specOf<ScaledObjectSpec>('ScaledObject');
    const [trigger] = scaled.triggers;
    expect(scaled.scaleTargetRef.name).toBe(documents[1]?.metadata.name);
    expect(trigger?.type).toBe('aws-kinesis-stream');
    expect(scaled.minReplicaCount).toBeGreaterThan(1);
    expect(Number(settingOf('DYNAMODB_CDC_KCL_MAX_SHARDS'))).toBeGreaterThanOrEqual(
      2 * Number(trigger?.metadata.shardCount),
    );
  });

  test('uses settings that there are, and volumes that it has', () => {
    expect(unknownVariables(container.env.map(({ name }) => name))).toEqual([]);
    const volumes = pod.volumes.map(({ name }) => name);
    expect(container.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.sort());
    const folder = container.volumeMounts.find(({ name }) => name === 'urls')?.mountPath ?? '';
    for (const { name, value } of container.env.filter(({ name }) => name.endsWith('_URL_FILE')))
      expect([name, value?.startsWith(`${folder}/`)]).toEqual([name, true]);
    expect(container.env.find(({ name }) => name === 'DYNAMODB_CDC_KCL_WORKER_ID')).toMatchObject({
      valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
    });
  });

  test('is asked for its health where it answers', () => {
    const [port] = container.ports;
    expect(settingOf('DYNAMODB_CDC_KCL_HTTP')).toBe(`0.0.0.0:${port?.containerPort}`);
    expect(container.livenessProbe).toMatchObject({ httpGet: { path: '/livez', port: port?.name } });
    expect(container.readinessProbe).toMatchObject({ httpGet: { path: '/readyz', port: port?.name } });
  });

  test('runs without rights, and holds no secret', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
    });
    expect(secretsIn(JSON.stringify(documents))).toEqual([]);
  });
});

describe('the fleet for ECS', () => {
  const task = jsonOf<TaskDefinition>('ecs-task-definition.json');
  const service = jsonOf<Service>('ecs-service.json');
  const [container = expect.fail()] = task.containerDefinitions;
  const settingOf = (variable: string): string =>
    container.environment.find(({ name }) => name === variable)?.value ?? '';

  test('has settings that there are, a source that is accepted, and no secret but by its ARN', async () => {
    const names = [...container.environment, ...container.secrets].map(({ name }) => name);
    expect(unknownVariables(names)).toEqual([]);
    const target = 'crate://crate@localhost:4200/testdrive';
    await expect(
      checkUrls({ source: settingOf('DYNAMODB_CDC_KCL_SOURCE'), target }),
    ).resolves.toBeUndefined();
    for (const { valueFrom } of container.secrets) expect(valueFrom).toMatch(/^arn:aws:secretsmanager:/);
    expect(secretsIn(JSON.stringify(task))).toEqual([]);
  });

  test('gives a worker the time to hand its shards over, which Fargate allows', () => {
    expect(container.stopTimeout).toBeGreaterThan(HAND_OVER_SECONDS);
    expect(container.stopTimeout).toBeLessThanOrEqual(120);
  });

  test('asks for health where it answers, and writes only where it has a volume', () => {
    expect(container.healthCheck.command.join()).toContain(
      `http://${settingOf('DYNAMODB_CDC_KCL_HTTP')}/livez`,
    );
    expect(container.readonlyRootFilesystem).toBe(true);
    expect(container.mountPoints.map(({ sourceVolume }) => sourceVolume)).toEqual(
      task.volumes.map(({ name }) => name),
    );
  });

  test('is a service of this task that keeps its workers while it starts new ones', () => {
    expect(service.taskDefinition).toBe(task.family);
    expect(service.deploymentConfiguration.minimumHealthyPercent).toBe(100);
    expect(service.desiredCount).toBeGreaterThan(1);
  });
});

function jsonOf<Content>(name: string): Content {
  return JSON.parse(readFileSync(join(PROJECT, 'examples/kcl', name), 'utf8')) as Content;
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

interface DeploymentSpec {
  readonly selector: { readonly matchLabels: unknown };
  readonly template: { readonly metadata: { readonly labels: unknown }; readonly spec: Pod };
}

interface Pod {
  readonly serviceAccountName: string;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: unknown;
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string }[];
}

interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe: unknown;
  readonly readinessProbe: unknown;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext: unknown;
}

interface ScaledObjectSpec {
  readonly scaleTargetRef: { readonly name: string };
  readonly minReplicaCount: number;
  readonly triggers: readonly { readonly type: string; readonly metadata: { readonly shardCount: string } }[];
}

interface TaskDefinition {
  readonly family: string;
  readonly volumes: readonly { readonly name: string }[];
  readonly containerDefinitions: readonly {
    readonly stopTimeout: number;
    readonly readonlyRootFilesystem: boolean;
    readonly environment: readonly { readonly name: string; readonly value: string }[];
    readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
    readonly healthCheck: { readonly command: readonly string[] };
    readonly mountPoints: readonly { readonly sourceVolume: string }[];
  }[];
}

interface Service {
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly deploymentConfiguration: { readonly minimumHealthyPercent: number };
}
