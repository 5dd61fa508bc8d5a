import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinesisModel, putAll, startHostileKinesis, streamOf } from '@cdc-relay/hostile-kinesis';
import { expect, inject, test } from 'vitest';
import { runPipe, sourceUrl } from '../e2e/pipe.ts';
import { compareTable } from '../support/compare-table.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import type { AttributeValue, Item } from '../support/dynamodb/item.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import type { Outcome } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const isReal = inject('cratedbIsReal');

/** Names and values that were something else than text if anybody read them as code. */
const TRICKY = [
  `'; DROP TABLE "victim"; --`,
  `"); DELETE FROM sys.jobs; --`,
  `O'Brien`,
  'back\\slash\\',
  '$1',
  '$HOME `id` $(id)',
  '\u0001\u0008\t\r\n\u001b[2J',
  '__proto__',
  'constructor',
  'toString',
  '_doc',
  'a.b',
  `a['b']`,
  '%00%2E',
  '\u202e\u2066😀',
  'x'.repeat(40_000),
  // PostgreSQL, and so the stand-in, has no place for U+0000.
  ...(isReal ? ['nul\u0000', '\u0000', '\ud800', 'half \udfff', '\ud800 0', '%D800'] : []),
];

/** As deep as DynamoDB lets items be. */
const MAX_DEPTH = 32;

function nested(depth: number, value: AttributeValue): AttributeValue {
  return depth === 0 ? value : nested(depth - 1, depth % 2 === 0 ? { M: own('m', value) } : { L: [value] });
}

/** An object of one member of any name. */
function own(name: string, value: AttributeValue): Item {
  return JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as Item;
}

function changeOf(tableName: string, id: string, attributes: Item, number: number): Change {
  const keys = { id: { S: id } };
  const newImage = Object.fromEntries([...Object.entries(attributes), ...Object.entries(keys)]);
  return { tableName, eventName: 'INSERT', keys, newImage, at: 1_700_000_000_000_000 + number };
}

test('names and values made of SQL, quotes, controls and prototypes arrive exactly, and run nothing', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  await schema.query(`CREATE TABLE "${schema.name}"."victim" ("a" BIGINT)`);
  const attributes = [
    ...TRICKY.map((text) => own(text, { S: text })),
    ...TRICKY.map((text) => ({ map: { M: own(text, { L: [{ S: text }] }) }, set: { SS: [text] } })),
    { deep: nested(MAX_DEPTH - 1, { S: 'end' }) },
    { long: { L: Array.from({ length: 20_000 }, (_, n) => ({ N: String(n) })) } },
  ];
  const table = `x'; DROP TABLE "victim"; --`;
  const changes = attributes.map((item, n) => changeOf(table, `${n} ${TRICKY[n % 8]}`, item, n));
  const model = kinesisModel({ cdc: 2 });
  const random = seededRandom(1);
  const records = changes.map((change) => changeRecord(change, random));
  putAll(streamOf(model, 'cdc'), records);
  await using kinesis = await startHostileKinesis(model);
  const pipe = {
    source: sourceUrl(kinesis.endpoint, 'cdc'),
    target: schema.url,
    statePath: join(folder.path, 'state.json'),
  };
  const outcome = await runPipe(pipe);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await schema.rows('victim')).toEqual([]);
  const [created] = (await schema.query(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_name LIKE 'x%'`,
    [schema.name],
  )) as { table_name: string }[];
  const items = changes.flatMap(({ newImage }): Item[] => (newImage === undefined ? [] : [newImage]));
  const rows = await schema.rows(String(created?.table_name).replaceAll('"', '""'));
  expect(compareTable(items, rows, ['id']).slice(0, 3)).toEqual([]);
  expect(Object.prototype).not.toHaveProperty('S');
  // Nothing of it was shown as a terminal's command either.
  expect(outcome.stderr).not.toContain('\u001b[2J');
});

/** Puts a change record of our making between two good ones and runs the pipeline. */
async function runAround(schema: TestSchema, folder: string, value: string): Promise<[Outcome, Buffer]> {
  const model = kinesisModel({ cdc: 1 });
  const good = changeRecord(changeOf('t', 'good', {}, 1), seededRandom(1));
  const text = changeRecord(changeOf('t', 'bad', { v: { S: 'VALUE' } }, 2), seededRandom(2)).data.toString();
  const data = Buffer.from(text.replace('{"S":"VALUE"}', value), 'latin1');
  putAll(streamOf(model, 'cdc'), [good, { partitionKey: 'x', data }, good]);
  await using kinesis = await startHostileKinesis(model);
  const source = sourceUrl(kinesis.endpoint, 'cdc');
  const env = {
    TAP_DYNAMODB_CDC_ON_BAD_RECORD: 'dead_letter',
    TAP_DYNAMODB_CDC_DEAD_LETTER_PATH: join(folder, 'dead.jsonl'),
  };
  const pipe = { source, target: schema.url, statePath: join(folder, 'state.json') };
  return [await runPipe(pipe, { env }), data];
}

test.each<[string, string, string]>([
  ['no UTF-8', '{"S":"\xff"}', 'not UTF-8'],
  ['nested too deep', `${'{"L":['.repeat(5000)}${']}'.repeat(5000)}`, 'nest'],
])('%s goes to the dead-letter file, and everything else arrives', async (_, value, reason) => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const [outcome, data] = await runAround(schema, folder.path, value);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect((await schema.rows('t')).map(({ id }) => id)).toEqual(['good']);
  const letters = readFileSync(join(folder.path, 'dead.jsonl'), 'utf8').trimEnd().split('\n');
  expect(letters.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ reason: expect.stringContaining(reason), data: data.toString('base64') }),
  ]);
});

test.runIf(isReal)('half a surrogate pair is stored as it is', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const [outcome] = await runAround(schema, folder.path, '{"S":"\\ud800"}');
  expect(outcome.code, outcome.stderr).toBe(0);
  const rows = await schema.rows('t');
  expect(rows.find(({ id }) => id === 'bad')?.v).toBe('\ud800');
  expect(rows).toHaveLength(2);
});

test.runIf(isReal)(
  'a name longer than CrateDB reads is a named error, or goes to the dead-letter file',
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const model = kinesisModel({ cdc: 1 });
    const changes = [{}, own('x'.repeat(65_535), { S: 'v' }), {}].map((item, n) =>
      changeOf('t', `${n}`, item, n),
    );
    putAll(
      streamOf(model, 'cdc'),
      changes.map((change) => changeRecord(change, seededRandom(change.at))),
    );
    await using kinesis = await startHostileKinesis(model);
    const source = sourceUrl(kinesis.endpoint, 'cdc');
    const pipe = { source, target: schema.url, statePath: join(folder.path, 'state.json') };
    const failed = await runPipe(pipe);
    expect(failed.code).not.toBe(0);
    expect(failed.stderr).toMatch(/ROW_REFUSED: .* key \["1"\]: Name length/);
    expect(failed.stdout).toBe('');
    const dead = join(folder.path, 'dead.jsonl');
    const env = { TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter', TARGET_CRATEDB_DEAD_LETTER_PATH: dead };
    const outcome = await runPipe(pipe, { env });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect((await schema.rows('t')).map(({ id }) => id).sort()).toEqual(['0', '2']);
    expect(readFileSync(dead, 'utf8')).toContain('x'.repeat(65_535));
  },
);
