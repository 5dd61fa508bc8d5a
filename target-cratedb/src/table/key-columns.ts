import type { ColumnPath } from '../column/column-type.ts';
import type { CatalogColumn } from '../column/from-catalog.ts';
import type { Database } from '../connection/database.ts';
import type { TableName } from '../sql/quote.ts';

const KEYS = `SELECT column_name FROM information_schema.key_column_usage
  WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`;

/** The key by the positions of its columns, members of objects included. */
const KEY_POSITIONS = `SELECT c.conkey FROM pg_catalog.pg_constraint c
  JOIN pg_catalog.pg_class t ON t.oid = c.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  WHERE n.nspname = $1 AND t.relname = $2 AND c.contype = 'p'`;

/** The primary key of a table with these columns; none when it has no key. */
export async function readKeys(
  db: Database,
  name: TableName,
  columns: readonly CatalogColumn[],
): Promise<ColumnPath[]> {
  const values = [name.schema, name.table];
  const { rows } = await db.query<{ column_name: string }>(KEYS, values);
  const paths = pathsOf(
    rows.map(({ column_name }) => column_name),
    columns,
  );
  if (paths !== undefined) return paths;
  const answer = await db.query<{ conkey: readonly number[] }>(KEY_POSITIONS, values);
  const positions = answer.rows[0]?.conkey ?? [];
  return columns.filter(({ ordinal_position: at }) => positions.includes(at)).map(pathOf);
}

/**
 * The paths of a key whose columns are named as information_schema does: of a member it names the object only, once for
 * each. Key columns are NOT NULL; undefined when other members of the object are so too, which leaves the key open.
 */
function pathsOf(names: readonly string[], columns: readonly CatalogColumn[]): ColumnPath[] | undefined {
  const paths: ColumnPath[] = [];
  for (const name of new Set(names)) {
    const fields = columns.filter(({ column_details: details }) => details.name === name);
    const isObject = fields[0]?.data_type === 'object';
    const inKey = isObject ? fields.filter(({ is_nullable }) => is_nullable === 'NO') : fields.slice(0, 1);
    if (inKey.length !== names.filter((other) => other === name).length) return undefined;
    paths.push(...inKey.map(pathOf));
  }
  return paths;
}

function pathOf({ column_details: { name, path } }: CatalogColumn): ColumnPath {
  return [name, ...path];
}
