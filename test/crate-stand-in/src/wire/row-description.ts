import { cstring, int16, int32, message } from './write.ts';

/** PostgreSQL's types, and those under which CrateDB sends the same values. */
const CRATEDB_TYPES: Readonly<Record<number, number>> = {
  25: 1043, // text, varchar
  1009: 1015,
  3802: 114, // jsonb, json
  3807: 199,
};
const FIXED = 18;
const TYPE_AT = 6;
const FORMAT_AT = 16;

/**
 * The description of rows as CrateDB would send it: its own type numbers, the columns under their original
 * names, in the formats that the client has asked for.
 */
export function rowDescription(
  body: Buffer,
  originalName: (name: string) => string,
  formats: readonly number[],
): Buffer {
  const parts = [int16(body.readInt16BE(0))];
  let at = 2;
  for (let column = 0; at < body.length; column += 1) {
    const end = body.indexOf(0, at);
    const rest = Buffer.from(body.subarray(end + 1, end + 1 + FIXED));
    patch(rest, formats.length > 1 ? formats[column] : formats[0]);
    parts.push(cstring(originalName(body.toString('utf8', at, end))), rest);
    at = end + 1 + FIXED;
  }
  return message('T', ...parts);
}

function patch(rest: Buffer, format = 0): void {
  const type = rest.readInt32BE(TYPE_AT);
  int32(CRATEDB_TYPES[type] ?? type).copy(rest, TYPE_AT);
  int16(format).copy(rest, FORMAT_AT);
}
