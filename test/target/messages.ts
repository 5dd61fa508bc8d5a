/** A line of an input: a message, or the text of a line that is none. */
export type InputLine = string | object;

/** The text of an input. */
export function textOf(lines: readonly InputLine[]): string {
  return lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
}

/** A SCHEMA whose properties have these types. */
export function schemaMessage(
  stream: string,
  properties: Readonly<Record<string, unknown>>,
  keys: readonly string[] = ['id'],
): object {
  const typed = Object.entries(properties).map(([name, type]) => [
    name,
    typeof type === 'string' ? { type: [type, 'null'] } : type,
  ]);
  const schema = { type: 'object', properties: Object.fromEntries(typed) };
  return { type: 'SCHEMA', stream, schema, key_properties: keys };
}

export function recordMessage(stream: string, record: object, more: object = {}): object {
  return { type: 'RECORD', stream, record, ...more };
}

export function stateMessage(n: number): object {
  return { type: 'STATE', value: stateOf(n) };
}

/** The value of `stateMessage`. */
export function stateOf(n: number): object {
  return { bookmarks: { s: { n } } };
}
