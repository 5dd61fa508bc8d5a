import type { Payload } from './binary.ts';
import type { EventName } from './event.ts';
import { foreignOf } from './foreign.ts';
import { InvalidChangeRecord, quoted } from './invalid.ts';
import { tableOf } from './table-name.ts';

/** The outside of a change record, checked; the images inside are not checked yet. */
export interface Envelope {
  readonly eventName: EventName;
  readonly eventId: string;
  readonly table: string;
  readonly userIdentity: unknown;
  /** See ChangeEvent. */
  readonly streamSequence: string | undefined;
  readonly payload: Payload;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the data of a Kinesis record as DynamoDB's change record (AWS: "Kinesis Data Streams for DynamoDB"), or as one
 * of DynamoDB Streams that something forwards. Throws InvalidChangeRecord for anything else.
 */
export function readEnvelope(data: Uint8Array): Envelope {
  try {
    return envelopeOf(data);
  } catch (error) {
    throw named(error, data);
  }
}

/** Says what the data is, where that is known, instead of what it is not. */
function named(error: unknown, data: Uint8Array): unknown {
  const foreign = error instanceof InvalidChangeRecord ? foreignOf(data) : undefined;
  if (foreign === undefined) return error;
  return new InvalidChangeRecord(`the record is ${foreign.what}`, { cause: error, remedy: foreign.remedy });
}

function envelopeOf(data: Uint8Array): Envelope {
  const envelope = checkObject(parse(data), 'the record');
  const payload: Payload = checkObject(envelope.dynamodb, '"dynamodb"');
  return {
    payload,
    streamSequence: streamSequenceOf(payload.SequenceNumber, envelope.tableName),
    eventName: checkEventName(envelope.eventName),
    eventId: typeof envelope.eventID === 'string' ? envelope.eventID : '',
    table: tableOf(envelope.tableName, envelope.eventSourceARN),
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

const SEQUENCE_NUMBER = /^\d{1,129}$/;

/** Of DynamoDB Streams is what has their sequence number, or no table's name of its own. */
function streamSequenceOf(sequenceNumber: unknown, tableName: unknown): string | undefined {
  if (typeof sequenceNumber === 'string' && SEQUENCE_NUMBER.test(sequenceNumber)) return sequenceNumber;
  return tableName === undefined ? '' : undefined;
}

function checkEventName(name: unknown): EventName {
  if (name === 'INSERT' || name === 'MODIFY' || name === 'REMOVE') return name;
  throw new InvalidChangeRecord(`unknown eventName ${quoted(name)}`);
}
