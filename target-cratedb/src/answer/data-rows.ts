const DATA_ROW = 'D'.charCodeAt(0);

/** A message begins with its type, one byte, and its length, which counts itself but not the type. */
const HEADER_BYTES = 5;

/**
 * The rows among the messages of the PostgreSQL protocol, as `cell` reads each value; undefined is NULL. `bytes` ends with a
 * whole message.
 */
export function dataRows<Cell>(
  bytes: Buffer,
  cell: (value: Buffer | undefined, index: number) => Cell,
): Cell[][] {
  const rows: Cell[][] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length; at += 1 + bytes.readInt32BE(at + 1))
    if (bytes[at] === DATA_ROW) rows.push(cellsAt(bytes, at + HEADER_BYTES, cell));
  return rows;
}

function cellsAt<Cell>(
  bytes: Buffer,
  start: number,
  cell: (value: Buffer | undefined, index: number) => Cell,
): Cell[] {
  let at = start + 2;
  return Array.from({ length: bytes.readInt16BE(start) }, (_, index) => {
    const length = bytes.readInt32BE(at);
    const from = at + 4;
    at = from + Math.max(length, 0);
    return cell(length < 0 ? undefined : bytes.subarray(from, at), index);
  });
}
