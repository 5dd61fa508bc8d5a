/** CrateDB's own columns; a table cannot have columns of these names at its top level. */
const SYSTEM_COLUMNS = new Set([
  '_doc',
  '_docid',
  '_fetchid',
  '_id',
  '_primary_term',
  '_raw',
  '_routing',
  '_score',
  '_seq_no',
  '_tableoid',
  '_tombstone',
  '_uid',
  '_version',
]);

/** What CrateDB 6.4 refuses in a column's name, half a surrogate pair, which is no UTF-8, and a percent sign that could be taken for an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
const REFUSED_IN_COLUMN = /[.[\]\x00-\x1f\x7f\p{Surrogate}]|%(?=[0-9A-F]{2})/gu;

/** What CrateDB 6.4 refuses in a table's name, half a surrogate pair, and a percent sign that could be taken for an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
const REFUSED_IN_TABLE = /[\\ "<*?>|,/.#\x00-\x1f\x7f\p{Surrogate}]|%(?=[0-9A-F]{2})/gu;

/**
 * `"char"` is a type of PostgreSQL's: CrateDB's parser reads it as that even where it quotes a name, in upper and lower
 * case, and makes a name with the quotes in it.
 */
const QUOTED_TYPE = /^char$/i;

/** Tables that CrateDB refuses by their whole name, or by its beginning. */
const REFUSED_TABLE = /^(?:char$|_all$|[-+])/i;

/** A percent sign that could be taken for an escape, and half a surrogate pair. */
const TO_ESCAPE = /%(?=[0-9A-F]{2})|\p{Surrogate}/gu;

/**
 * Names that CrateDB 6.4 reads wrongly where it keeps them as they are. Its translog holds most columns and members by
 * number: it reads digits there as the number of a column, and drops a leading `_u_`, its own mark of an unknown member.
 * What is read from the translog, before a refresh or after a crash, has another name then, or the row is lost.
 */
const MISREAD = /^(?:\d+$|_u_)/;

/** CrateDB refuses relation names (schema included) that make file names of more than 255 bytes. */
const MAX_TABLE_NAME = 200;

/** Names beyond this are no columns; CrateDB accepts them, but nobody could query them. */
const MAX_COLUMN_NAME = 255;

/**
 * The column of a top-level attribute: the attribute's name, with what CrateDB refuses percent-encoded (`a.b` becomes
 * `a%2Eb`, `_id` becomes `%5Fid`, `char` becomes `%63har`), so that different attributes never share a column and decoding returns the name.
 * Undefined when the name is too long for a column.
 */
export function columnName(attribute: string): string | undefined {
  if (attribute === '' || Buffer.byteLength(attribute) > MAX_COLUMN_NAME) return undefined;
  const encoded = attribute.replace(REFUSED_IN_COLUMN, percentEncode);
  return SYSTEM_COLUMNS.has(encoded) || QUOTED_TYPE.test(encoded) ? encodeFirst(encoded) : encoded;
}

/** True when a member of an object can be a column of its own under its own name. */
export function isMemberName(name: string): boolean {
  if (name === '' || QUOTED_TYPE.test(name)) return false;
  return name.search(REFUSED_IN_COLUMN) < 0 && Buffer.byteLength(name) <= MAX_COLUMN_NAME;
}

/** True when a member of this name has to have a value: CrateDB keeps the name of one that is null as it is. */
export function isMisread(name: string): boolean {
  return MISREAD.test(name);
}

/**
 * How the name of a member of a nested object is written in an OBJECT(IGNORED), which keeps such names as they are:
 * percent-encoded like columns where CrateDB would read it wrongly (`42` becomes `%342`, U+D800 `%D800`).
 */
export function nestedName(name: string): string {
  const escaped = name.replace(TO_ESCAPE, percentEncode);
  return isMisread(escaped) ? encodeFirst(escaped) : escaped;
}

/** Another spelling of a name, its first character percent-encoded (`price` is `%70rice`). */
export function escapedName(name: string): string {
  const [first = ''] = name;
  const code = first > '\x7f' ? encodeURIComponent(first) : percentEncode(first);
  return code + name.slice(first.length);
}

/** The table of a stream, percent-encoded like columns. Undefined when there is no legal name. */
export function tableName(stream: string): string | undefined {
  const encoded = stream.replace(REFUSED_IN_TABLE, percentEncode);
  if (encoded === '' || Buffer.byteLength(encoded) > MAX_TABLE_NAME) return undefined;
  // The target keeps tables of its own under such names.
  return encoded.startsWith('_sdc_') || REFUSED_TABLE.test(encoded) ? encodeFirst(encoded) : encoded;
}

function encodeFirst(name: string): string {
  return percentEncode(name) + name.slice(1);
}

/** The escape of a text's first character: one of ASCII in two digits, or half a surrogate pair in four, `D8` to `DF` first. */
function percentEncode(text: string): string {
  return `%${text.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
