import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Pipe, runPipe, sourceUrl } from '../e2e/pipe.ts';
import { compareTable } from '../support/compare-table.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { useCrate } from '../support/cratedb/server.ts';
import { type ChangeRecord, changeRecord } from '../support/dynamodb/change-record.ts';
import { readFixtures } from '../support/dynamodb/fixtures.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import type { Item } from '../support/dynamodb/item.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { putRecords } from '../support/kinesis/put-records.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { printTable } from './print-table.ts';

const STREAM = 'cdc-stream';
const FIRST_ROUND = 2000;
const SECOND_ROUND = 500;

/** What the tables should hold in the end. */
interface Expected {
  readonly table: string;
  readonly keys: readonly string[];
  readonly items: readonly Item[];
}

/**
 * Shows the whole way: change records on a Kinesis stream, the two programs in a pipe, a second round from the kept
 * state, and whether the tables in CrateDB hold exactly the items.
 */
async function demo(signal: AbortSignal): Promise<boolean> {
  await using crate = await useCrate();
  console.log(
    crate.isReal ? 'CrateDB: the one of CRATEDB_URL' : 'CrateDB: an embedded stand-in, not the real one',
  );
  await using kinesis = await startKinesisLocal({ streams: { [STREAM]: 4 } });
  console.log(`Kinesis: kinesis-local at ${kinesis.endpoint}`);
  await using schema = await openSchema(crate.url);
  using folder = temporaryFolder();
  const pipe = {
    source: sourceUrl(kinesis.endpoint, STREAM),
    target: schema.url,
    statePath: join(folder.path, 'state.json'),
  };
  const { rounds, expected } = scenario();
  for (const records of rounds) {
    await putRecords(kinesis.client(), STREAM, records);
    await round(pipe, records.length, signal);
  }
  return await show(schema, expected);
}

function scenario(): { rounds: ChangeRecord[][]; expected: Expected[] } {
  const history = makeHistory({ seed: 1, operations: FIRST_ROUND + SECOND_ROUND, itemsPerTable: 200 });
  const random = seededRandom(1);
  const records = history.changes.map((change) => changeRecord(change, random));
  const fixtures = readFixtures();
  const real = fixtures.map(({ record }) => record);
  return {
    rounds: [[...real, ...records.slice(0, FIRST_ROUND)], records.slice(FIRST_ROUND)],
    expected: [...expectedOf(history.changes, history.tables), ...expectedOfFixtures(fixtures)],
  };
}

function expectedOf(
  changes: ReturnType<typeof makeHistory>['changes'],
  tables: ReadonlyMap<string, readonly Item[]>,
): Expected[] {
  const keysOf = (table: string): string[] =>
    Object.keys(changes.find(({ tableName }) => tableName === table)?.keys ?? {});
  return [...tables].map(([table, items]) => ({ table, keys: keysOf(table), items }));
}

function expectedOfFixtures(fixtures: ReturnType<typeof readFixtures>): Expected[] {
  return [...new Set(fixtures.map(({ tableName }) => tableName))].map((table) => {
    const own = fixtures.filter(({ tableName }) => tableName === table);
    const items = own.flatMap(({ newImage }) => (newImage === undefined ? [] : [newImage]));
    return { table, keys: Object.keys(own[0]?.keys ?? {}), items };
  });
}

async function round(pipe: Pipe, records: number, signal: AbortSignal): Promise<void> {
  console.log(`\n${records} change records put on the Kinesis stream; tap-dynamodb-cdc | target-cratedb`);
  const began = performance.now();
  const outcome = await runPipe(pipe, { signal, detached: true });
  signal.throwIfAborted();
  const seconds = (performance.now() - began) / 1000;
  console.log(shown(outcome.stderr));
  if (outcome.code !== 0) throw new Error(`the pipe ended with exit code ${outcome.code}`);
  console.log(
    `${seconds.toFixed(1)} s from the start of both programs to their end; make bench measures the rate of a running pipe`,
  );
}

/** What people read of a log: metrics are for programs. */
function shown(stderr: string): string {
  const lines = stderr.trimEnd().split('\n');
  return lines
    .filter((line) => !line.includes(' METRIC: '))
    .map((line) => `  ${line}`)
    .join('\n');
}

async function show(schema: TestSchema, expected: readonly Expected[]): Promise<boolean> {
  let equal = true;
  for (const { table, keys, items } of expected) {
    const rows = await schema.rows(table);
    const differences = compareTable(items, rows, keys);
    if (table === 'orders') printTable(table, rows, keys);
    const verdict =
      differences.length === 0 ? 'equal to the items' : `DIFFERS: ${JSON.stringify(differences[0])}`;
    console.log(`${table}: ${rows.length} rows, ${items.length} items expected, ${verdict}`);
    equal &&= differences.length === 0;
  }
  console.log(equal ? '\nAll tables hold exactly the expected items.' : '\nSome tables differ.');
  return equal;
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => interrupted.abort(new Error(name)));
try {
  process.exitCode = (await demo(interrupted.signal)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
