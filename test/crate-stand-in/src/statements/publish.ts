import { describe } from '../catalogue/describe.ts';
import type { Table } from '../catalogue/table.ts';
import { literal } from '../rewrite/identifiers.ts';

/** The SQL that makes information_schema describe a table as it is now. */
export function publish(table: Table): string {
  const inserts = Object.entries(describe(table)).map(([name, rows]) => {
    const into = `information_schema.${name}`;
    return `INSERT INTO ${into} SELECT * FROM jsonb_populate_recordset(NULL::${into}, ${literal(JSON.stringify(rows))});`;
  });
  return unpublish(table) + inserts.join('');
}

/** The SQL that makes information_schema forget a table. */
export function unpublish(table: Table): string {
  const condition = `table_schema = ${literal(table.schema)} AND table_name = ${literal(table.name)}`;
  const names = Object.keys(describe(table));
  return names.map((name) => `DELETE FROM information_schema.${name} WHERE ${condition};`).join('');
}
