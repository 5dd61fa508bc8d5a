import { parseJson } from '../json/parse.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/value.ts';
import { MalformedMessage, member, names, quote, streamOf } from './members.ts';
import { activateVersionMessage, batchMessage } from './parse-extensions.ts';
import type { RecordMessage, SchemaMessage, SingerMessage } from './types.ts';

/**
 * Reads one line as a Singer message. Throws MalformedMessage for anything else; the Singer specification knows no
 * line that may be skipped.
 */
export function parseMessage(line: string): SingerMessage {
  return messageFrom(parsed(line));
}

/**
 * Reads a value as a Singer message: what `parseMessage` does with the JSON of a line. Members that a message of its
 * type does not have are left out. Throws MalformedMessage.
 */
export function messageFrom(message: JsonValue): SingerMessage {
  if (!isJsonObject(message)) throw new MalformedMessage('not a JSON object', 'unreadable');
  switch (message.type) {
    case 'RECORD':
      return recordMessage(message);
    case 'SCHEMA':
      return schemaMessage(message);
    case 'STATE':
      return { type: 'STATE', value: member(message, 'value') };
    case 'ACTIVATE_VERSION':
      return activateVersionMessage(message);
    case 'BATCH':
      return batchMessage(message);
    default:
      throw new MalformedMessage(`unknown message type ${quote(message.type)}`);
  }
}

function parsed(line: string): JsonValue {
  try {
    return parseJson(line);
  } catch (error) {
    const reason = error instanceof RangeError ? 'nested too deep' : 'not valid JSON';
    throw new MalformedMessage(reason, 'unreadable', error);
  }
}

function recordMessage(message: JsonObject): RecordMessage {
  const stream = streamOf(message);
  const { record, time_extracted: extracted, version } = message;
  if (!isJsonObject(record)) {
    const problem = record === undefined ? 'is missing' : 'is not an object';
    throw new MalformedMessage(`RECORD: "record" ${problem}`, 'record');
  }
  // Made member by member: this runs for every record.
  const made: { -readonly [Name in keyof RecordMessage]: RecordMessage[Name] } = {
    type: 'RECORD',
    stream,
    record,
  };
  if (typeof version === 'number' && Number.isSafeInteger(version)) made.version = version;
  if (typeof extracted === 'string') made.time_extracted = extracted;
  return made;
}

function schemaMessage(message: JsonObject): SchemaMessage {
  const schema = member(message, 'schema');
  if (!isJsonObject(schema)) throw new MalformedMessage('SCHEMA: "schema" is not an object');
  return {
    type: 'SCHEMA',
    stream: streamOf(message),
    schema,
    key_properties: names(message, 'key_properties'),
  };
}
