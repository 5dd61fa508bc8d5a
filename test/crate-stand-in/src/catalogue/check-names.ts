import { CrateError, INTERNAL } from '../errors/crate-error.ts';

const SYSTEM_COLUMNS: readonly string[] = [
  '_doc',
  '_docid',
  '_fetchid',
  '_id',
  '_primary_term',
  '_raw',
  '_score',
  '_seq_no',
  '_tombstone',
  '_uid',
  '_version',
];
const RELATION_NAME_CHARACTERS = ['\\', ' ', '"', '<', '*', '?', '>', '|', ',', '/'];

/** Refuses the names that CrateDB 6.4 refuses for a column, in its words. */
export function checkColumnName(name: string): void {
  checkMemberName(name);
  if (SYSTEM_COLUMNS.includes(name)) throw new CrateError(INTERNAL, `"${name}" conflicts with system column`);
}

/** Refuses the names that CrateDB refuses for members of objects too. */
export function checkMemberName(name: string): void {
  const reason = flawOf(name);
  if (reason !== undefined) throw new CrateError(INTERNAL, `"${name}" ${reason}`);
}

function flawOf(name: string): string | undefined {
  if (name.includes('.')) return 'contains a dot';
  if (name.includes('[')) return 'conflicts with subscript pattern, square brackets are not allowed';
  return /[\n\r\t]/.test(name) ? 'contains illegal whitespace character' : undefined;
}

/** Refuses the names that CrateDB refuses for a schema or a table, in its words. */
export function checkRelationName(schema: string, name: string): void {
  if (schema.includes('.')) throw new CrateError('3F000', `schema name "${schema}" is invalid.`);
  const shown = `Relation name '${schema}.${name}' is invalid.`;
  if (name.includes('.')) throw new CrateError(INTERNAL, `${shown} Name can't contain '.'`);
  if (/^_all$/i.test(name)) throw new CrateError(INTERNAL, '"_all" cannot be used as schema or table name');
  if (!RELATION_NAME_CHARACTERS.some((character) => (schema + name).includes(character))) return;
  const list = RELATION_NAME_CHARACTERS.join(', ');
  throw new CrateError(INTERNAL, `${shown} Must not contain the following characters [${list}]`);
}
