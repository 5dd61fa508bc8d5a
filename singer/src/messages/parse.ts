import { parseJson } from '../json/parse.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/value.ts';
import type { RecordMessage, SchemaMessage, SingerMessage } from './types.ts';

/** A line that is not a Singer message: the message says why. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/**
 * Reads one line as a Singer message (SCHEMA, RECORD, STATE). Throws MalformedMessage for anything else; the
 * Singer specification knows no line that may be skipped.
 */
export function parseMessage(line: string): SingerMessage {
  const message = parseObject(line);
  switch (message.type) {
    case 'RECORD':
      return recordMessage(message);
    case 'SCHEMA':
      return schemaMessage(message);
    case 'STATE':
      return { type: 'STATE', value: member(message, 'value') };
    default:
      throw new MalformedMessage(`unknown message type ${quote(message.type)}`);
  }
}

function parseObject(line: string): JsonObject {
  let value: JsonValue;
  try {
    value = parseJson(line);
  } catch (error) {
    throw new MalformedMessage(error instanceof RangeError ? 'nested too deep' : 'not valid JSON', {
      cause: error,
    });
  }
  if (!isJsonObject(value)) throw new MalformedMessage('not a JSON object');
  return value;
}

function recordMessage(message: JsonObject): RecordMessage {
  const record = member(message, 'record');
  if (!isJsonObject(record)) throw new MalformedMessage('RECORD: "record" is not an object');
  const extracted = message.time_extracted;
  return {
    type: 'RECORD',
    stream: streamOf(message),
    record,
    ...(typeof message.version === 'number' ? { version: message.version } : {}),
    ...(typeof extracted === 'string' ? { time_extracted: extracted } : {}),
  };
}

function schemaMessage(message: JsonObject): SchemaMessage {
  const schema = member(message, 'schema');
  if (!isJsonObject(schema)) throw new MalformedMessage('SCHEMA: "schema" is not an object');
  return {
    type: 'SCHEMA',
    stream: streamOf(message),
    schema,
    key_properties: names(message.key_properties, 'key_properties'),
  };
}

/** Taps send `null` or nothing for a stream without a key. */
function names(value: JsonValue | undefined, member: string): string[] {
  if (value === undefined || value === null) return [];
  const strings = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : undefined;
  if (strings?.length !== (value as JsonValue[]).length) {
    throw new MalformedMessage(`SCHEMA: "${member}" is not an array of strings`);
  }
  return strings;
}

function streamOf(message: JsonObject): string {
  const stream = member(message, 'stream');
  if (typeof stream !== 'string')
    throw new MalformedMessage(`${quote(message.type)}: "stream" is not a string`);
  return stream;
}

function member(message: JsonObject, name: string): JsonValue {
  const value = message[name];
  if (value === undefined) throw new MalformedMessage(`${quote(message.type)}: "${name}" is missing`);
  return value;
}

function quote(value: JsonValue | undefined): string {
  return value === undefined ? 'of none' : JSON.stringify(value)?.slice(0, 60);
}
