/**
 * Bytes that are not a change record of DynamoDB. The message says what is wrong and where (attribute names), never
 * an attribute's value.
 */
export class InvalidChangeRecord extends Error {
  override readonly name = 'InvalidChangeRecord';
}

/** A name or descriptor from the record, quoted and short enough for a log line. */
export function quoted(name: unknown): string {
  const text = JSON.stringify(name) ?? typeof name;
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
