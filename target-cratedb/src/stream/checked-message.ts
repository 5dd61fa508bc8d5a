import {
  type JsonValue,
  MalformedMessage,
  messageFrom,
  notJson,
  parseJson,
  type SingerMessage,
  stringifyJson,
} from '@cdc-relay/singer';
import type { BadRecords } from '../bad-record/bad-records.ts';
import { lineFault } from '../bad-record/line-fault.ts';
import type { Origin } from '../bad-record/origin.ts';

/** The member of a message that is data or schema: anything that JSON has. */
const PAYLOADS = ['record', 'schema', 'value'] as const;

/** A message as it is before it is checked: whatever a caller without types hands over. */
type Unchecked = { readonly [member: string]: unknown } | null | undefined;

/**
 * Checks a message that comes as a value, not as a line. Undefined for a RECORD that was sent to the dead-letter file.
 * A SCHEMA and a STATE are copied, as they are kept. Throws INPUT_INVALID, TOO_MANY_BAD_RECORDS.
 */
export function checkedMessage(
  message: SingerMessage,
  origin: Origin,
  badRecords: BadRecords,
): SingerMessage | undefined {
  const given: Unchecked = message as object as Unchecked;
  const stream = typeof given?.stream === 'string' ? given.stream : undefined;
  const problem = PAYLOADS.map((name) => problemOf(given?.[name], name)).find((found) => found !== undefined);
  if (problem !== undefined) throw lineFault(origin.line, stream, problem);
  try {
    return owned(messageFrom(given as JsonValue));
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    if (error.what !== 'record') throw lineFault(origin.line, stream, error.message, error);
    badRecords.reject(origin, stream, error.message, error);
    return undefined;
  }
}

function problemOf(payload: unknown, name: string): string | undefined {
  if (payload === undefined) return undefined;
  try {
    return notJson(payload, name);
  } catch (error) {
    if (error instanceof RangeError) return 'nested too deep';
    throw error;
  }
}

function owned(message: SingerMessage): SingerMessage {
  if (message.type === 'STATE') return { ...message, value: copy(message.value) };
  if (message.type === 'SCHEMA') return { ...message, schema: copy(message.schema) };
  return message;
}

function copy<Value extends JsonValue>(value: Value): Value {
  return parseJson(stringifyJson(value)) as Value;
}
