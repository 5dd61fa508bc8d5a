import { type JsonValue, parseDecimal, parseJson, stringifyJson } from '@cdc-relay/singer';
import { type ElementKind, elementKind } from './array-types.ts';
import { binaryTexts } from './binary-array.ts';
import { textArray } from './text-array.ts';

/** PostgreSQL's numbers for JSON, as which arrays are shown, and for points: arrays of two numbers to CrateDB. */
const JSON_OID = 114;
const POINT_OID = 600;

/** True for a column whose values must be requested in binary format. */
export function isBinary(oid: number): boolean {
  return elementKind(oid) === 'text';
}

/** The type under which the values of a column are shown. */
export function shownType(oid: number): number {
  return elementKind(oid) === undefined && oid !== POINT_OID ? oid : JSON_OID;
}

/** The text of a value; arrays become JSON. */
export function cellOf(bytes: Buffer | undefined, oid: number): string | null {
  if (bytes === undefined) return null;
  const kind = elementKind(oid);
  if (kind === 'text') return stringifyJson(binaryTexts(bytes));
  const text = bytes.toString('utf8');
  if (oid === POINT_OID) return stringifyJson(elementOf(text, 'point'));
  return kind === undefined ? text : stringifyJson(textArray(text, (element) => elementOf(element, kind)));
}

function elementOf(text: string, kind: ElementKind): JsonValue {
  if (kind === 'boolean') return text === 't' || text === 'true';
  if (kind === 'json') return parseJson(text);
  if (kind === 'point') return text.split(/[(),]/).slice(1, 3).map(numberOf);
  return kind === 'number' ? numberOf(text) : text;
}

function numberOf(text: string): JsonValue {
  return parseDecimal(text) ?? text;
}
