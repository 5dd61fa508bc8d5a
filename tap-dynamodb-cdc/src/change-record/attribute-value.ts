import { type JsonObject, type JsonValue, setMember } from '@cdc-relay/singer';
import { InvalidAttribute, InvalidChangeRecord, quoted } from './invalid.ts';
import { compareNumbers, decodeNumber } from './number.ts';

/** Decodes a binary value to single base64, from the form in which it came. Throws InvalidChangeRecord. */
export interface Binaries {
  decode(value: unknown): string;
}

/** DynamoDB nests 32 levels deep; a little more is harmless, endless nesting is not. */
const MAX_DEPTH = 64;

/**
 * Decodes an image (attribute names to attribute values in DynamoDB JSON) to plain JSON values: numbers exact,
 * binaries in single base64, sets as sorted arrays. Throws InvalidChangeRecord.
 */
export function decodeImage(image: object, binaries: Binaries): JsonObject {
  return decodeMap(image, binaries, 0);
}

function decodeMap(map: object, binaries: Binaries, depth: number): JsonObject {
  const object: JsonObject = {};
  for (const name in map) {
    try {
      setMember(object, name, decodeValue((map as Record<string, unknown>)[name], binaries, depth));
    } catch (error) {
      throw inside(error, name);
    }
  }
  return object;
}

function decodeList(list: readonly unknown[], binaries: Binaries, depth: number): JsonValue[] {
  return list.map((element, place) => {
    try {
      return decodeValue(element, binaries, depth);
    } catch (error) {
      throw inside(error, place);
    }
  });
}

/** The error of a value, with its place in the item. */
function inside(error: unknown, place: string | number): unknown {
  if (error instanceof InvalidAttribute) return error.in(place);
  return error instanceof InvalidChangeRecord ? new InvalidAttribute(error.message, [place]) : error;
}

/** Decodes one attribute value, an object with the type descriptor as its only member. */
function decodeValue(attribute: unknown, binaries: Binaries, depth: number): JsonValue {
  const type = descriptorOf(attribute);
  const value = (attribute as Record<string, unknown>)[type];
  switch (type) {
    case 'S':
      return checkString(value);
    case 'N':
      return decodeNumber(value);
    case 'BOOL':
      if (typeof value === 'boolean') return value;
      throw new InvalidAttribute('a value of type BOOL is neither true nor false');
    case 'NULL':
      return null;
    case 'M':
      return decodeMap(checkObject(value, depth), binaries, depth + 1);
    case 'L':
      return decodeList(checkArray(value, depth), binaries, depth + 1);
    case 'B':
      return binaries.decode(value);
    default:
      return decodeSet(type, value, binaries);
  }
}

function descriptorOf(attribute: unknown): string {
  let descriptor: string | undefined;
  if (typeof attribute === 'object' && attribute !== null) {
    for (const name in attribute) {
      if (descriptor !== undefined) throw new InvalidAttribute('an attribute value has two type descriptors');
      descriptor = name;
    }
  }
  if (descriptor === undefined)
    throw new InvalidAttribute('an attribute value has no type descriptor such as {"S": …}');
  return descriptor;
}

/** Sets have no order: sorting makes equal sets equal arrays. Strings sort by code unit, numbers by value. */
function decodeSet(type: string, value: unknown, binaries: Binaries): JsonValue {
  switch (type) {
    case 'SS':
      return checkArray(value, 0).map(checkString).sort();
    case 'NS':
      return checkArray(value, 0).map(decodeNumber).sort(compareNumbers);
    case 'BS':
      return checkArray(value, 0)
        .map((element) => binaries.decode(element))
        .sort();
    default:
      throw new InvalidAttribute(`unknown type descriptor ${quoted(type)}`);
  }
}

function checkString(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new InvalidAttribute('a value of type S or SS is not a string');
}

function checkArray(value: unknown, depth: number): unknown[] {
  if (Array.isArray(value) && depth < MAX_DEPTH) return value;
  throw new InvalidAttribute('a value of type L, SS, NS or BS is not an array, or nests too deep');
}

function checkObject(value: unknown, depth: number): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < MAX_DEPTH) return value;
  throw new InvalidAttribute('a value of type M is not an object, or nests too deep');
}
