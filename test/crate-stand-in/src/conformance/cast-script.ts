import { insertObjects, type Script, type Step, step, textArray } from './script.ts';

/** For each type of column: JSON values, and the JSON of what a reader gets, or DROPPED when the row is left out. */
export type CastCases = readonly (readonly [type: string, cases: readonly Case[]])[];

type Case = readonly [json: string, kept: string | typeof DROPPED];

/** CrateDB leaves out the row, without an error. */
export const DROPPED = Symbol('dropped');

/** Writes the values of each type in one INSERT, and reads back which rows have arrived, and with what. */
export function castScript(types: CastCases): Script {
  const columns = types.map(([type], index) => `"c${index}" ${type}`).join(', ');
  return [
    step(`CREATE TABLE "s"."t" ("id" TEXT PRIMARY KEY, ${columns})`, 'CREATE 1'),
    step('SET error_on_unknown_object_key = false', 'SET 0'),
    ...types.map(([, cases], index) => insertCases(`c${index}`, cases)),
    step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
    ...types.map(([, cases], index) => selectCases(`c${index}`, cases)),
  ];
}

function insertCases(column: string, cases: readonly Case[]): Step {
  const rows = cases.map(([json], index) => `{"id":"${idOf(column, index)}","${column}":${json}}`);
  const kept = cases.filter(([, value]) => value !== DROPPED).length;
  return step(insertObjects(['id', column]), `INSERT ${kept}`, [textArray(rows)]);
}

function selectCases(column: string, cases: readonly Case[]): Step {
  const rows = cases.map(([, kept], index) =>
    kept === DROPPED ? [] : [`{"${column}":${kept},"id":"${idOf(column, index)}"}`],
  );
  const sql = `SELECT "id", "${column}" FROM "s"."t" WHERE "id" LIKE '${column} %' ORDER BY "id"`;
  return step(sql, `SELECT ${rows.flat().length} [${rows.flat().join(',')}]`);
}

function idOf(column: string, index: number): string {
  return `${column} ${String(index).padStart(2, '0')}`;
}
