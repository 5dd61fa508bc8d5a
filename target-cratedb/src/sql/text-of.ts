import type { ColumnType } from '../column/column-type.ts';

const MICROSECONDS = '%Y-%m-%dT%H:%i:%s.%f';

/** The SQL expression of a key column as the text that the same key has in a TEXT column. */
export function textOfKey(column: string, type: ColumnType): string {
  const text = `CAST(${column} AS TEXT)`;
  switch (type.kind) {
    case 'boolean':
      // CrateDB itself writes t and f.
      return `CASE WHEN CAST(${column} AS BOOLEAN) THEN 'true' ELSE 'false' END`;
    case 'timestamp':
      return `REGEXP_REPLACE(date_format('${MICROSECONDS}', ${column}), '[0-9]{3}$', 'Z')`;
    case 'numeric':
      return type.scale > 0 ? `TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM ${text}))` : text;
    default:
      return text;
  }
}
