import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { publish } from '../e2e/pipe.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { hasPython } from '../support/python/tool.ts';
import { logOf, received } from './log.ts';
import { type MeltanoProject, meltanoProject, settingsOf } from './project.ts';
import { expectShop, RUN, shop } from './scenario.ts';

describe.runIf(hasPython)('meltano run ends and goes on', () => {
  let kinesis: KinesisLocal;
  let project: MeltanoProject;
  beforeAll(async () => {
    kinesis = await startKinesisLocal({ streams: { stopped: 1, tap: 1, target: 1 } });
    project = meltanoProject();
  }, 60_000);
  afterAll(async () => {
    project[Symbol.dispose]();
    await kinesis.stop();
  });

  test('after SIGTERM', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const changes = shop(11, 200);
    const [first, second] = [changes.records.slice(0, 120), changes.records.slice(120)];
    const env = settingsOf(kinesis.endpoint, 'stopped', schema.url);
    const run = [...RUN, '--state-id-suffix=stopped'];
    await publish(kinesis, 'stopped', first);
    const stopped = await project.meltano(run, {
      env: { ...env, TAP_DYNAMODB_CDC_FOLLOW: 'true' },
      started: (child) => {
        let seen = '';
        const look = (text: string): void => {
          seen += text;
          if (seen.includes('Incremental state has been updated')) child.kill('SIGTERM');
        };
        child.stdout?.on('data', look);
        child.stderr?.on('data', look);
      },
    });
    expect(logOf(stopped).filter(({ app_name, level }) => app_name && level === 'error')).toEqual([]);
    await publish(kinesis, 'stopped', second);
    const resumed = await project.meltano(run, { env });
    expect(resumed.code, resumed.stderr).toBe(0);
    await expectShop(schema, changes);
  });

  test('after the tap failed: what came before the fault is kept, with its state', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const changes = shop(12, 100);
    const bad = { partitionKey: 'any', data: Buffer.from(`{"eventName":"INSERT"}`) };
    const env = settingsOf(kinesis.endpoint, 'tap', schema.url);
    const run = [...RUN, '--state-id-suffix=tap'];
    await publish(kinesis, 'tap', changes.records.slice(0, 60));
    await publish(kinesis, 'tap', [bad]);
    await publish(kinesis, 'tap', changes.records.slice(60));
    const failed = await project.meltano(run, { env });
    expect(failed.code).toBe(1);
    expect(received(failed)).toBe(60);
    const errors = logOf(failed).filter(({ app_name, level }) => app_name && level === 'error');
    expect(errors.map(({ event }) => event.split(':')[0])).toEqual(['CHANGE_RECORD_INVALID']);
    const dead = { TAP_DYNAMODB_CDC_ON_BAD_RECORD: 'dead_letter', TAP_DYNAMODB_CDC_DEAD_LETTER_PATH: 'dead' };
    const fixed = await project.meltano(run, { env: { ...env, ...dead } });
    expect(fixed.code, fixed.stderr).toBe(0);
    expect(received(fixed)).toBe(40);
    await expectShop(schema, changes);
  });

  test('after the target failed: nothing is taken for loaded', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const changes = shop(13, 100);
    const env = settingsOf(kinesis.endpoint, 'target', schema.url);
    const run = [...RUN, '--state-id-suffix=target'];
    await publish(kinesis, 'target', changes.records);
    const down = {
      TARGET_CRATEDB_URL: 'postgresql://crate@127.0.0.1:1/doc',
      TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '0',
    };
    const failed = await project.meltano(run, { env: { ...env, ...down } });
    expect(failed.code).toBe(1);
    // Meltano may stop listening before the target's last line has come.
    const said = logOf(failed).filter(({ event }) => event.startsWith('CRATEDB_UNREACHABLE'));
    expect(said.every(({ level }) => level === 'error')).toBe(true);
    expect(logOf(failed).map(({ event }) => event)).toContain('Loader failed');
    const fixed = await project.meltano(run, { env });
    expect(fixed.code, fixed.stderr).toBe(0);
    expect(received(fixed)).toBe(100);
    await expectShop(schema, changes);
  });
});
