import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'lossless-json';
import { expect, inject, test } from 'vitest';
import { withOverflow } from '../support/cratedb/read-row.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type Random, seededRandom, several } from '../support/dynamodb/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load } from './load.ts';
import { isSame } from './matrix/same.ts';
import { type MatrixTable, randomTable } from './matrix/table.ts';
import { brokenRule, randomRecord } from './matrix/values.ts';
import { recordMessage, schemaMessage } from './messages.ts';

type Members = Record<string, unknown>;

const isReal = inject('cratedbIsReal');
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
/** More of them find more: TABLES says how many. */
const TABLES = Number(process.env.TABLES ?? (isReal ? 4 : 2));
const RECORDS = 60;

test.for(Array.from({ length: TABLES }, (_, n) => n))(
  `columns and overflow of any existing table are the value, or the row is refused by name (SEED=${seed}, %i)`,
  async (n) => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const random = seededRandom(seed + n);
    const table = randomTable(random, isReal);
    const ddl = table.sql(`"${schema.name}"."s"`);
    await schema.query(ddl);
    // The second time every row replaces another one.
    for (const round of [0, 1]) {
      const records = several(RECORDS, () => ({})).map((_, id) => randomRecord(random, table, id));
      const path = join(folder.path, `dead-${round}.jsonl`);
      const refused = await loadRecords(schema, table, records, path, random);
      await compare(
        schema,
        table,
        round === 0 ? records : records.filter(({ id }) => !refused.has(String(id))),
        refused,
        ddl,
      );
    }
  },
);

/** Loads records; yields the reasons of those that were refused, by id. */
async function loadRecords(
  schema: TestSchema,
  { keys, hasRules }: MatrixTable,
  records: readonly Members[],
  path: string,
  random: Random,
): Promise<Map<string, string>> {
  const typed = schemaMessage('s', { id: 'integer', ...(keys.length > 1 ? { part: 'string' } : {}) }, keys);
  const lines = [typed, ...records.map((record) => stringify(recordMessage('s', record)) ?? '')];
  const outcome = await load(schema, lines, {
    on_bad_record: 'dead_letter',
    dead_letter_path: path,
    // A batch of which every row is refused ends the target.
    ...(hasRules ? { batch_wait_limit_seconds: 600 } : { batch_size_rows: 1 + random.int(RECORDS) }),
  });
  expect(outcome.code, outcome.stderr).toBe(0);
  const letters = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').filter(Boolean) : [];
  return new Map(
    letters.map((line) => {
      const { reason, raw } = JSON.parse(line) as { reason: string; raw: string };
      return [String((JSON.parse(raw) as Members).id), reason];
    }),
  );
}

async function compare(
  schema: TestSchema,
  table: MatrixTable,
  records: readonly Members[],
  refused: ReadonlyMap<string, string>,
  ddl: string,
): Promise<void> {
  const rows = await rowsOf(schema);
  for (const record of records) {
    const id = String(record.id);
    const rule = table.hasRules ? brokenRule(record) : undefined;
    if (rule !== undefined) expect([id, refused.get(id)]).toEqual([id, expect.stringContaining(rule)]);
    else expect([id, refused.get(id), rows.has(id)]).toEqual([id, undefined, true]);
    for (const { name, sql } of rule === undefined ? columnsOf(table) : []) {
      const [sent, read] = [record[name], rows.get(id)?.[name]];
      expect(
        isSame(sent, read, { sql }),
        `${sql}: ${stringify(sent)} became ${stringify(read)}; ${ddl}`,
      ).toBe(true);
    }
  }
}

/** What a record's values are compared with; a column that it lacks may have a DEFAULT. */
function columnsOf({ columns, hasRules }: MatrixTable): { readonly name: string; readonly sql: string }[] {
  return [...columns, { name: 'unknown', sql: '' }, ...(hasRules ? [{ name: 'chk', sql: '' }] : [])];
}

/** The rows by id; what the overflow column keeps under an escaped name (of `c0`, `c1`, …) is put in its place too. */
async function rowsOf(schema: TestSchema): Promise<Map<string, Members>> {
  await schema.query(`REFRESH TABLE "${schema.name}"."s"`);
  const rows = await schema.query(`SELECT _doc FROM "${schema.name}"."s"`);
  return new Map(
    rows.map(({ _doc }) => {
      const { _sdc_overflow: overflow, ...columns } = _doc as Members;
      const names = Object.entries(overflow ?? {}).map(([name, value]) => [name.replace(/^%63/, 'c'), value]);
      return [String(columns.id), withOverflow({ ...columns, _sdc_overflow: Object.fromEntries(names) })];
    }),
  );
}
