import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { publish } from '../e2e/pipe.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { PROJECT } from '../support/programs/project.ts';
import { run } from '../support/programs/run.ts';
import { hasPython, tool } from '../support/python/tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { meltanoProject, settingsOf } from './project.ts';
import { shop } from './scenario.ts';

const LOCKS = {
  extractor: join(PROJECT, 'examples/meltano/plugins/extractors/tap-dynamodb-cdc--cdc-relay.lock'),
  loader: join(PROJECT, 'examples/meltano/plugins/loaders/target-cratedb--cdc-relay.lock'),
};

describe.runIf(hasPython)('the plugins in Meltano', () => {
  let kinesis: KinesisLocal;
  beforeAll(async () => {
    kinesis = await startKinesisLocal({ streams: { busy: 1 } });
  }, 60_000);
  afterAll(async () => await kinesis.stop());

  test('are tested by `meltano config test`', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using project = meltanoProject();
    await publish(kinesis, 'busy', shop(1, 20).records);
    const env = settingsOf(kinesis.endpoint, 'busy', schema.url);
    const tap = await project.meltano(['config', 'test', 'tap-dynamodb-cdc'], { env });
    expect(tap.code, tap.stderr).toBe(0);
    // Meltano 4.4 ends with a fault of its own when a loader has ended before it stops it: the exit code says nothing.
    const target = await project.meltano(['config', 'test', 'target-cratedb'], { env });
    expect(target.stderr).toContain('Test data was written to your target system');
    expect((await schema.rows('meltano_test_stream')).length).toBeGreaterThan(0);
    const missing = { ...env, ...settingsOf(kinesis.endpoint, 'nowhere', schema.url) };
    const bad = await project.meltano(['config', 'test', 'tap-dynamodb-cdc'], { env: missing });
    expect(bad.code).toBe(1);
  });

  test('keep their secrets from `meltano config`', async () => {
    using project = meltanoProject();
    const env = settingsOf('http://127.0.0.1:1', 'x', 'crate://crate:hunter-2-hunter@127.0.0.1/doc');
    const secrets = { TAP_DYNAMODB_CDC_AWS_SECRET_ACCESS_KEY: 'hunter-3-hunter' };
    for (const plugin of ['tap-dynamodb-cdc', 'target-cratedb']) {
      const listed = await project.meltano(['config', 'list', '--all', plugin], {
        env: { ...env, ...secrets },
      });
      expect(listed.code, listed.stderr).toBe(0);
      expect(listed.stdout).not.toMatch(/hunter|test-secret-1234/);
    }
  });

  test('are added to another project by their definitions', async () => {
    using folder = temporaryFolder();
    const options = { cwd: folder.path, env: { MELTANO_SEND_ANONYMOUS_USAGE_STATS: 'false' } };
    const made = await run(tool('meltano'), ['init', 'other', '--no-usage-stats'], options);
    expect(made.code, made.stderr).toBe(0);
    const other = join(folder.path, 'other');
    for (const [type, lock] of Object.entries(LOCKS)) {
      const name = /([a-z-]+)--/.exec(lock)?.[1] ?? '';
      const arguments_ = ['add', '--plugin-type', type, name, '--from-ref', lock, '--no-install'];
      const added = await run(tool('meltano'), arguments_, { ...options, cwd: other });
      expect(added.code, added.stderr).toBe(0);
    }
    const project = readFileSync(join(other, 'meltano.yml'), 'utf8');
    expect(project.match(/variant: cdc-relay/g)).toHaveLength(2);
    expect(project).toMatch(/name: aws_secret_access_key, .*sensitive: true/);
  });
});
