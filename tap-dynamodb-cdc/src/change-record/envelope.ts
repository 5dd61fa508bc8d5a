import type { Payload } from './binary.ts';
import type { EventName } from './event.ts';
import { InvalidChangeRecord, quoted } from './invalid.ts';

/** The outside of a change record, checked; the images inside are not looked at yet. */
export interface Envelope {
  readonly eventName: EventName;
  readonly eventId: string;
  readonly table: string;
  readonly userIdentity: unknown;
  readonly payload: Payload;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the data of a Kinesis record as DynamoDB's change record (AWS: "Kinesis Data Streams for DynamoDB"). Throws
 * InvalidChangeRecord for anything else.
 */
export function readEnvelope(data: Uint8Array): Envelope {
  const envelope = checkObject(parse(data), 'the record');
  return {
    payload: checkObject(envelope.dynamodb, '"dynamodb"'),
    eventName: checkEventName(envelope.eventName),
    eventId: typeof envelope.eventID === 'string' ? envelope.eventID : '',
    table: checkTable(envelope.tableName),
    userIdentity: envelope.userIdentity,
  };
}

function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(data));
  } catch (error) {
    const what = error instanceof TypeError ? 'UTF-8 text' : 'JSON';
    throw new InvalidChangeRecord(`the record is not ${what}`, { cause: error });
  }
}

/** Throws InvalidChangeRecord for what is not a JSON object. */
export function checkObject(value: unknown, what: string): Record<string, unknown> {
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
