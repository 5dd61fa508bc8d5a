import {
  expire,
  kinesisModel,
  putAll,
  split,
  startHostileKinesis,
  streamOf,
  trim,
} from '@cdc-relay/hostile-kinesis';
import { expect, inject, test } from 'vitest';
import { sourceUrl } from '../e2e/pipe.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { BIN, type Outcome, run } from '../support/programs/run.ts';
import { plainRecord } from '../tap/plain-records.ts';

// As CrateDB Toolkit 0.1.1 (`ctk load`, killed in the middle) leaves it in a CrateDB 6.4: the name of the Kinesis stream,
// the number of the last record of each shard that was written, NULL before the first one. `active` is true where it was
// killed, and false where it has let go: of a closed shard that it has read, and of all of them when it ends in order. Its table also has defaults.
const CHECKPOINTS = `CREATE TABLE "SCHEMA"."kinesis_checkpoints" ("namespace" TEXT NOT NULL, "shard_id" TEXT NOT NULL,
  "sequence" TEXT, "active" BOOLEAN, "updated_at" TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY ("namespace", "shard_id"))`;
const TABLE = `CREATE TABLE "SCHEMA"."demo" (pk OBJECT(STRICT) AS (id STRING PRIMARY KEY), data OBJECT(DYNAMIC), aux OBJECT(IGNORED))`;

const env = { TAP_DYNAMODB_CDC_RECORD_LAYOUT: 'document', TARGET_CRATEDB_RECORD_LAYOUT: 'document' };

interface Row {
  readonly shard: string;
  readonly sequence: string | null;
  readonly active?: boolean;
  readonly updated?: Date;
}

/** A Kinesis stream with one change per name: `a1` sets `n` of the item `a` to 1. */
async function kinesisWith(...changes: string[]) {
  const model = kinesisModel({ cdc: 1 });
  const stream = streamOf(model, 'cdc');
  const put = (names: readonly string[]): void =>
    putAll(
      stream,
      names.map(([id = '', n = '']) => plainRecord({ keys: { id: { S: id } }, newImage: { n: { N: n } } })),
    );
  put(changes);
  const kinesis = await startHostileKinesis(model);
  const source = `${sourceUrl(kinesis.endpoint, 'cdc')}&once=true&checkpointer=cratedb&start=latest`;
  const numberOf = (shard: number, record: number): string =>
    stream.shards[shard]?.records[record]?.sequenceNumber ?? '';
  return { stream, source, put, numberOf, [Symbol.asyncDispose]: () => kinesis.stop() };
}

async function toolkitLeft(schema: TestSchema, rows: readonly Row[]): Promise<void> {
  await schema.query(CHECKPOINTS.replace('SCHEMA', schema.name));
  const insert = `INSERT INTO "${schema.name}"."kinesis_checkpoints" VALUES ($1, $2, $3, $4, $5)`;
  for (const { shard, sequence, active = true, updated = new Date() } of rows)
    await schema.query(insert, [
      'cdc',
      `shardId-${shard.padStart(12, '0')}`,
      sequence,
      active,
      updated.toISOString(),
    ]);
}

async function relayOnce(source: string, schema: TestSchema, ...options: string[]): Promise<Outcome> {
  const url = `${source}&checkpointer-schema=${schema.name}`;
  return await run(BIN.relay, ['--once', ...options, url, `${schema.url}/demo`], { env });
}

async function documents(schema: TestSchema): Promise<string[]> {
  const rows = await schema.rows('demo');
  return rows.map(({ pk, data }) => `${memberOf(pk, 'id')}${memberOf(data, 'n')}`).sort();
}

function memberOf(value: unknown, name: string): string {
  return String(Object(value)[name]);
}

test('goes on after the last record of CrateDB Toolkit, in its table, over a split; then from the state', {
  timeout: 90_000,
}, async () => {
  await using kinesis = await kinesisWith('a1', 'b1', 'c1', 'a2');
  await using schema = await openSchema(inject('cratedb'));
  split(kinesis.stream, 'shardId-000000000000');
  kinesis.put(['d1', 'c2']);
  // It had written a1 and b1; the rest it had not read, or not noted.
  await schema.query(TABLE.replace('SCHEMA', schema.name));
  const insert = `INSERT INTO "${schema.name}"."demo" (pk, data, aux) VALUES`;
  await schema.query(`${insert} ({id='a'}, {n=1}, {}), ({id='b'}, {n=1}, {})`);
  await schema.query(`REFRESH TABLE "${schema.name}"."demo"`);
  await toolkitLeft(schema, [
    { shard: '0', sequence: kinesis.numberOf(0, 1) },
    { shard: '1', sequence: null },
  ]);
  const first = await relayOnce(kinesis.source, schema, '--import-checkpoints');
  expect(first.code, first.stderr).toBe(0);
  expect(first.stderr).toContain('begins after the checkpoints of CrateDB Toolkit');
  expect(first.stderr).toContain('CrateDB Toolkit was killed, or it still runs');
  expect(first.stderr).toContain('done in=4 ');
  expect(await documents(schema)).toEqual(['a2', 'b1', 'c2', 'd1']);
  // The toolkit's table is not needed any more.
  await schema.query(`DROP TABLE "${schema.name}"."kinesis_checkpoints"`);
  kinesis.put(['b2']);
  const second = await relayOnce(kinesis.source, schema, '--import-checkpoints');
  expect(second.stderr).toContain('done in=1 ');
  expect(await documents(schema)).toEqual(['a2', 'b2', 'c2', 'd1']);
});

test.each<[string, string[], number, RegExp]>([
  [
    'without --import-checkpoints, start=latest would lose changes',
    [],
    2,
    /would leave out the changes since/,
  ],
  ['no table', ['--import-checkpoints'], 1, /kinesis_checkpoints' unknown|Schema '.*' unknown/],
])('%s: an error at once', { timeout: 60_000 }, async (_, options, code, message) => {
  await using kinesis = await kinesisWith('a1');
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await relayOnce(kinesis.source, schema, ...options);
  expect(outcome).toMatchObject({ code, stderr: expect.stringMatching(message) });
  expect(outcome.stderr).not.toContain('; restart ');
});

test('rows of another name are an error that names them', { timeout: 60_000 }, async () => {
  await using kinesis = await kinesisWith('a1');
  await using schema = await openSchema(inject('cratedb'));
  await toolkitLeft(schema, [{ shard: '0', sequence: kinesis.numberOf(0, 0) }]);
  const source = `${kinesis.source}&checkpointer-name=orders`;
  const outcome = await relayOnce(source, schema, '--import-checkpoints');
  expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('none is of the name "orders"') });
  expect(outcome.stderr).not.toContain('; restart ');
});

test('what has expired since the toolkit ended is an error; an old shard that it had read is none', {
  timeout: 60_000,
}, async () => {
  await using kinesis = await kinesisWith('a1');
  const [shard] = kinesis.stream.shards;
  split(kinesis.stream, 'shardId-000000000000');
  kinesis.put(['b1', 'c1', 'd1']);
  if (shard !== undefined) expire(shard);
  const rows: Row[] = [
    { shard: '0', sequence: kinesis.numberOf(0, 0), active: false },
    { shard: '1', sequence: null },
  ];
  {
    await using schema = await openSchema(inject('cratedb'));
    await toolkitLeft(schema, rows);
    const fine = await relayOnce(kinesis.source, schema, '--import-checkpoints');
    expect(fine.stderr).toContain('done in=3 ');
  }
  await using schema = await openSchema(inject('cratedb'));
  const updated = new Date(Date.now() - 48 * 3_600_000);
  const read = kinesis.stream.shards.findIndex(({ records }, index) => index > 0 && records.length > 0);
  const late = { shard: String(read), sequence: kinesis.numberOf(read, 0), active: false, updated };
  trim(kinesis.stream.shards[read] ?? fail(), 1);
  await toolkitLeft(schema, [late]);
  const gone = await relayOnce(kinesis.source, schema, '--import-checkpoints', '--max-restarts=0');
  expect(gone.stderr).toContain('RECORDS_EXPIRED');
  expect(gone.code).toBe(1);
});

function fail(): never {
  throw new Error('no shard has records');
}
