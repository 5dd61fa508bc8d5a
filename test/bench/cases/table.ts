import type { TestSchema } from '../../support/cratedb/schema.ts';

/** Drops all tables of the schema, those of the target's own included. */
export async function dropTables({ name, query }: TestSchema): Promise<void> {
  const tables = await query('SELECT table_name FROM information_schema.tables WHERE table_schema = $1', [
    name,
  ]);
  for (const { table_name: table } of tables) await query(`DROP TABLE "${name}"."${String(table)}"`);
}

/** Throws unless the table has this many rows, once everything written is visible. */
export async function checkRows(schema: TestSchema, table: string, expected: number): Promise<void> {
  await refresh(schema, table);
  const [row] = await schema.query(`SELECT count(*) AS total FROM "${schema.name}"."${table}"`);
  const total = Number(row?.total);
  if (total !== expected) throw new Error(`the table holds ${total} rows instead of ${expected}`);
}

/** Throws when a row has a version below this one: then it is as it was before the run. */
export async function checkVersions(schema: TestSchema, table: string, least: number): Promise<void> {
  const [row] = await schema.query(`SELECT min("_sdc_sequence") AS oldest FROM "${schema.name}"."${table}"`);
  if (Number(row?.oldest ?? least) < least) throw new Error('a row was left as it was before the run');
}

/** Makes everything written visible. */
export async function refresh({ name, query }: TestSchema, table: string): Promise<void> {
  await query(`REFRESH TABLE "${name}"."${table}"`);
}
