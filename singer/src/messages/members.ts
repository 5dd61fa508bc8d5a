import type { JsonObject, JsonValue } from '../json/value.ts';

/** What a refused line is: not readable at all, a record that is none, or a breach of the protocol. */
export type Malformation = 'unreadable' | 'record' | 'protocol';

/** A line that is not a Singer message: the message says why. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
  readonly what: Malformation;

  constructor(reason: string, what: Malformation = 'protocol', cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.what = what;
  }
}

/** A member that a message must have. */
export function member(message: JsonObject, name: string): JsonValue {
  const value = Object.hasOwn(message, name) ? message[name] : undefined;
  if (value === undefined) throw new MalformedMessage(`${quote(message.type)}: "${name}" is missing`);
  return value;
}

/** The stream that a message is about. */
export function streamOf(message: JsonObject): string {
  const stream = member(message, 'stream');
  if (typeof stream !== 'string')
    throw new MalformedMessage(`${quote(message.type)}: "stream" is not a string`);
  return stream;
}

/** A list of strings; taps send `null` or nothing for an empty one. */
export function names(message: JsonObject, name: string): string[] {
  const value = message[name];
  if (value === undefined || value === null) return [];
  const strings = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
  if (strings?.length !== (value as JsonValue[]).length) {
    throw new MalformedMessage(`${quote(message.type)}: "${name}" is not an array of strings`);
  }
  return strings;
}

/** A value as messages show it. */
export function quote(value: JsonValue | undefined): string {
  return value === undefined ? 'of none' : JSON.stringify(value)?.slice(0, 60);
}
