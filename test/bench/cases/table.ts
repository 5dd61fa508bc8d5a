import type { TestSchema } from '../../support/cratedb/schema.ts';

/** Throws unless the table has this many rows that are not deleted, once everything written is visible. */
export async function checkRows(schema: TestSchema, table: string, expected: number): Promise<void> {
  await refresh(schema, table);
  const live = (await hasDeletions(schema, table)) ? ' WHERE "_sdc_deleted_at" IS NULL' : '';
  const [row] = await schema.query(`SELECT count(*) AS total FROM "${schema.name}"."${table}"${live}`);
  const total = Number(row?.total);
  if (total !== expected) throw new Error(`the table holds ${total} rows instead of ${expected}`);
}

async function hasDeletions({ name, query }: TestSchema, table: string): Promise<boolean> {
  const sql = `SELECT 1 AS one FROM information_schema.columns
    WHERE table_schema = $1 AND table_name = $2 AND column_name = '_sdc_deleted_at'`;
  return (await query(sql, [name, table])).length > 0;
}

/** Throws when a live row has a version below this one: then it is as it was before the run. */
export async function checkVersions(schema: TestSchema, table: string, least: number): Promise<void> {
  const [row] = await schema.query(
    `SELECT min("_sdc_sequence") AS oldest FROM "${schema.name}"."${table}" WHERE "id" <> 'none'`,
  );
  if (Number(row?.oldest ?? least) < least) throw new Error('a row was left as it was before the run');
}

/** Makes everything written visible. */
export async function refresh({ name, query }: TestSchema, table: string): Promise<void> {
  await query(`REFRESH TABLE "${name}"."${table}"`);
}
