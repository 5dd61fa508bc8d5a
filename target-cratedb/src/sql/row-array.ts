/** OID of `json`, the element type of CrateDB's `ARRAY(OBJECT)`. */
const JSON_OID = 114;

/** Dimensions, null flag, element OID, length, lower bound: five 32-bit integers. */
const HEADER_BYTES = 20;

/**
 * Encodes JSON texts as one array parameter in PostgreSQL's binary format: no quoting, one copy. `pg` sends a Buffer
 * as it is.
 */
export function encodeRowArray(rows: readonly string[]): Buffer {
  const bytes = rows.reduce((sum, row) => sum + 4 + Buffer.byteLength(row), HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(bytes);
  let offset = 0;
  for (const field of [1, 0, JSON_OID, rows.length, 1]) offset = buffer.writeInt32BE(field, offset);
  for (const row of rows) {
    const length = buffer.write(row, offset + 4);
    buffer.writeInt32BE(length, offset);
    offset += 4 + length;
  }
  return buffer;
}
