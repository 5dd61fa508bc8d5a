/** OID of `json`, which CrateDB takes for an object. */
const JSON_OID = 114;
const HEADER_BYTES = 20;

/** Rows as JSON texts, as one array parameter in PostgreSQL's binary format. */
export function objectArray(rows: readonly Buffer[]): Buffer {
  const bytes = rows.reduce((sum, row) => sum + 4 + row.length, HEADER_BYTES);
  const array = Buffer.allocUnsafe(bytes);
  let offset = 0;
  // Dimensions, whether there are nulls, type, length, lower bound.
  for (const field of [1, 0, JSON_OID, rows.length, 1]) offset = array.writeInt32BE(field, offset);
  for (const row of rows) {
    offset = array.writeInt32BE(row.length, offset);
    offset += row.copy(array, offset);
  }
  return array;
}
