import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isJsonObject, type JsonObject, type JsonValue, setMember } from '@cdc-relay/singer';
import type { SdkItem } from '../dynamodb/port.ts';

/** How far a segment was scanned: not yet begun, until after a key, or to its end. */
export type SegmentPosition = 'BEGIN' | 'END' | SdkItem;

/** A position for the state: keys in DynamoDB's JSON, binaries in base64. */
export function positionValue(position: SegmentPosition): JsonValue {
  if (typeof position === 'string') return position;
  const key: JsonObject = {};
  for (const [name, { S, N, B }] of Object.entries(position)) {
    if (B !== undefined) setMember(key, name, { B: Buffer.from(B).toString('base64') });
    else setMember(key, name, N === undefined ? { S: S ?? '' } : { N });
  }
  return key;
}

/** Reads a position back; undefined for what is none. */
export function positionOf(value: JsonValue): SegmentPosition | undefined {
  if (value === 'BEGIN' || value === 'END') return value;
  if (!isJsonObject(value) || Object.keys(value).length === 0) return undefined;
  const key: Record<string, AttributeValue> = {};
  for (const [name, attribute] of Object.entries(value)) {
    const read = keyAttribute(attribute);
    if (read === undefined) return undefined;
    key[name] = read;
  }
  return key;
}

/** Keys are strings, numbers or binaries. */
function keyAttribute(attribute: JsonValue): AttributeValue | undefined {
  const { S, N, B } = isJsonObject(attribute) ? attribute : {};
  if (typeof S === 'string') return { S };
  if (typeof N === 'string') return { N };
  return typeof B === 'string' ? { B: Buffer.from(B, 'base64') } : undefined;
}
