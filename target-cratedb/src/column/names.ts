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
  '_uid',
  '_version',
]);

/** What CrateDB 6.4 refuses in a column's name, and a percent sign that could be taken for an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
const REFUSED_IN_COLUMN = /[.[\]\x00-\x1f\x7f]|%(?=[0-9A-F]{2})/g;

/** What CrateDB 6.4 refuses in a table's name, and a percent sign that could be taken for an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
const REFUSED_IN_TABLE = /[\\ "<*?>|,/.#\x00-\x1f\x7f]|%(?=[0-9A-F]{2})/g;

/** CrateDB refuses relation names (schema included) that make file names of more than 255 bytes. */
const LONGEST_TABLE_NAME = 200;

/** Names beyond this are no columns; CrateDB takes them, but nobody could query them. */
const LONGEST_COLUMN_NAME = 255;

/**
 * The column of a top-level attribute: the attribute's name, with what CrateDB refuses percent-encoded (`a.b` becomes
 * `a%2Eb`, `_id` becomes `%5Fid`), so that different attributes never share a column and decoding gives the name back.
 * Undefined when the name is too long for a column.
 */
export function columnName(attribute: string): string | undefined {
  if (attribute === '' || Buffer.byteLength(attribute) > LONGEST_COLUMN_NAME) return undefined;
  const encoded = attribute.replace(REFUSED_IN_COLUMN, percentEncode);
  return SYSTEM_COLUMNS.has(encoded) ? `%5F${encoded.slice(1)}` : encoded;
}

/** True when a member of an object can be a column of its own under its own name. */
export function isMemberName(name: string): boolean {
  return name !== '' && name.search(REFUSED_IN_COLUMN) < 0 && Buffer.byteLength(name) <= LONGEST_COLUMN_NAME;
}

/** The table of a stream, percent-encoded like columns. Undefined when there is no legal name. */
export function tableName(stream: string): string | undefined {
  const encoded = stream.replace(REFUSED_IN_TABLE, percentEncode);
  if (encoded === '' || Buffer.byteLength(encoded) > LONGEST_TABLE_NAME) return undefined;
  // The target keeps tables of its own under such names.
  return encoded.startsWith('_sdc_') ? `%5F${encoded.slice(1)}` : encoded;
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
