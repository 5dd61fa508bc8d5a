import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { publish } from '../e2e/pipe.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { hasPython } from '../support/python/tool.ts';
import { type LogLine, logOf, received } from './log.ts';
import { type MeltanoProject, meltanoProject, settingsOf } from './project.ts';
import { expectShop, RUN, shop } from './scenario.ts';

describe.runIf(hasPython)('meltano run', () => {
  let kinesis: KinesisLocal;
  let project: MeltanoProject;
  beforeAll(async () => {
    kinesis = await startKinesisLocal({ streams: { twice: 2, chosen: 1 } });
    project = meltanoProject();
  }, 60_000);
  afterAll(async () => {
    project[Symbol.dispose]();
    await kinesis.stop();
  });

  test('twice, with changes in between, ends in exact tables', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const changes = shop(7, 300);
    const env = settingsOf(kinesis.endpoint, 'twice', schema.url);
    for (const part of [changes.records.slice(0, 200), changes.records.slice(200)]) {
      await publish(kinesis, 'twice', part);
      const outcome = await project.meltano(RUN, { env });
      expect(outcome.code, outcome.stderr).toBe(0);
      // What the first run has read does not come again: the state went through Meltano.
      expect(received(outcome)).toBe(part.length);
      expectLevels(logOf(outcome));
    }
    await expectShop(schema, changes);
  });

  test('with select, and settings of every kind from the environment', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const changes = shop(8, 60);
    await publish(kinesis, 'chosen', changes.records);
    const env = {
      ...settingsOf(kinesis.endpoint, 'chosen', schema.url),
      TAP_DYNAMODB_CDC__SELECT: '["orders.*", "!orders.address"]',
      TAP_DYNAMODB_CDC_CDC_METADATA: 'true',
      TAP_DYNAMODB_CDC_IDLE_SLEEP: '0.5',
      TARGET_CRATEDB_BATCH_SIZE_ROWS: '10',
      TARGET_CRATEDB_TABLE_OPTIONS: '{"orders": {"shards": 3}}',
      TARGET_CRATEDB_HARD_DELETE: 'false',
    };
    const outcome = await project.meltano([...RUN, '--state-id-suffix=chosen'], { env });
    expect(outcome.code, outcome.stderr).toBe(0);
    const tables = await schema.query(
      'SELECT table_name FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1',
      [schema.name],
    );
    expect(tables.map(({ table_name }) => table_name)).not.toContain('customers');
    const rows = await schema.rows('orders');
    const living = rows.filter(({ _sdc_deleted_at }) => (_sdc_deleted_at ?? null) === null);
    expect(living).toHaveLength(changes.tables.get('orders')?.length ?? -1);
    expect(rows.length).toBeGreaterThan(living.length);
    expect(living[0]).toHaveProperty('status');
    expect(living[0]).toHaveProperty('_sdc_event_name');
    expect(rows.filter((row) => 'address' in row)).toEqual([]);
    const [{ text } = { text: '' }] = await schema
      .query(`SHOW CREATE TABLE "${schema.name}"."orders"`)
      .then((shown) => shown.map((row) => ({ text: String(Object.values(row)[0]) })));
    expect(text).toContain('INTO 3 SHARDS');
  });
});

/** The programs' lines are read as structured: with their own levels, and no line of theirs as raw text. */
function expectLevels(log: readonly LogLine[]): void {
  const own = log.filter(({ app_name }) => app_name !== undefined);
  expect(own.filter(({ level }) => !['info', 'warning'].includes(level))).toEqual([]);
  expect(own.filter(({ event }) => event.startsWith('{'))).toEqual([]);
  for (const program of ['tap-dynamodb-cdc', 'target-cratedb'])
    expect(own.filter(({ app_name }) => app_name === program).length).toBeGreaterThan(1);
}
