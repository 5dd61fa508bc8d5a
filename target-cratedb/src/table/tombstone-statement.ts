/** The column for what orders tombstones of the same version. */
export const ORDER = 'sequence_order';

/**
 * Writes tombstones, which come as one array of objects: a newer one replaces an older one. `table` is quoted; `hasOrder`:
 * it has the column for what orders equal versions.
 */
export function rememberTombstones(table: string, hasOrder: boolean): string {
  const [column, value, update] = hasOrder ? [`, "${ORDER}"`, ", r['o']", `, ${NEWEST_ORDER}`] : ['', '', ''];
  return `INSERT INTO ${table} ("table_name", "key_id", "version", "written_at"${column})
    SELECT r['t'], r['k'], r['v'], r['at']${value} FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)
    ON CONFLICT ("table_name", "key_id") DO UPDATE SET
    "version" = greatest("version", excluded."version"), "written_at" = excluded."written_at"${update}`;
}

const NEWEST_ORDER = `"${ORDER}" = CASE
    WHEN excluded."version" < "version" THEN "${ORDER}"
    WHEN excluded."version" = "version" THEN greatest("${ORDER}", excluded."${ORDER}")
    ELSE excluded."${ORDER}" END`;
