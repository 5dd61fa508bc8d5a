import { isUtf8 } from 'node:buffer';
import { decodeImage } from './attribute-value.ts';
import { BinaryDecoder, type Payload } from './binary.ts';
import type { ChangeEvent, EventName } from './event.ts';
import { InvalidChangeRecord, quoted } from './invalid.ts';
import { microsecondsOf } from './time.ts';

/**
 * Decodes the data of a Kinesis record as DynamoDB's change record (AWS: "Kinesis Data Streams for DynamoDB").
 * Throws InvalidChangeRecord for anything else.
 */
export function decodeChangeRecord(data: Uint8Array): ChangeEvent {
  const envelope = checkObject(parse(data), 'the record');
  const payload: Payload = checkObject(envelope.dynamodb, '"dynamodb"');
  const eventName = checkEventName(envelope.eventName);
  const binaries = new BinaryDecoder(payload);
  return {
    eventName,
    table: checkTable(envelope.tableName),
    micros: microsecondsOf(payload.ApproximateCreationDateTime, payload.ApproximateCreationDateTimePrecision),
    keys: decodeImage(checkKeys(payload.Keys), binaries),
    newImage:
      eventName === 'REMOVE'
        ? undefined
        : decodeImage(checkObject(payload.NewImage, '"dynamodb.NewImage"'), binaries),
  };
}

function parse(data: Uint8Array): unknown {
  if (!isUtf8(data)) throw new InvalidChangeRecord('the record is not UTF-8 text');
  try {
    return JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
  } catch (error) {
    throw new InvalidChangeRecord('the record is not JSON', { cause: error });
  }
}

function checkObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new InvalidChangeRecord(`${what} is missing or not a JSON object`);
}

function checkEventName(name: unknown): EventName {
  if (name === 'INSERT' || name === 'MODIFY' || name === 'REMOVE') return name;
  throw new InvalidChangeRecord(`unknown eventName ${quoted(name)}`);
}

function checkTable(name: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  throw new InvalidChangeRecord('"tableName" is missing');
}

function checkKeys(keys: unknown): object {
  const object = checkObject(keys, '"dynamodb.Keys"');
  for (const _ in object) return object;
  throw new InvalidChangeRecord('"dynamodb.Keys" is empty');
}
