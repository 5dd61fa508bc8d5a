import { rowOf } from '../workload/row.ts';

const COLUMNS = Object.keys(rowOf(0, 0));
const KEY = 'id';

/** Statements on the table of the prepared rows, with the source of the rows as the caller writes it. */
export interface Statements {
  readonly insert: string;
  readonly upsert: string;
  readonly delete: string;
}

/** For one parameter that is an array of objects, each a row. */
export function objectStatements(table: string): Statements {
  const values = COLUMNS.map((column) => `r['${column}']`).join(', ');
  return statements(table, `SELECT ${values} FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)`);
}

/** For a parameter per column. */
export function parameterStatements(table: string): Statements {
  return statements(table, `VALUES (${COLUMNS.map((_, index) => `$${index + 1}`).join(', ')})`);
}

/** Plain forms: no version is looked at. */
function statements(table: string, source: string): Statements {
  const list = COLUMNS.map((column) => `"${column}"`);
  const updates = list.slice(1).map((column) => `${column} = excluded.${column}`);
  const insert = `INSERT INTO ${table} (${list.join(', ')}) ${source}`;
  return {
    insert,
    upsert: `${insert} ON CONFLICT ("${KEY}") DO UPDATE SET ${updates.join(', ')}`,
    delete: `DELETE FROM ${table} WHERE "${KEY}" = $1`,
  };
}
