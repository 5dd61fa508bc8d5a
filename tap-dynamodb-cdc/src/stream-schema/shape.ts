import { Decimal, isInteger, type JsonValue } from '@cdc-relay/singer';

/** The JSON types that a shape distinguishes, as bits. `null` is no kind: every attribute may be null or absent. */
export const BOOLEAN = 1;
export const INTEGER = 2;
export const NUMBER = 4;
export const STRING = 8;
export const ARRAY = 16;
export const OBJECT = 32;

/** What values of one place (an attribute, a member, the elements of a list) look like. It only ever grows. */
export interface Shape {
  /** The kinds seen; NUMBER includes INTEGER. */
  kinds: number;
  /** The members of its objects; undefined before the first object, and for free-form objects. */
  members: Map<string, Shape> | undefined;
  /** Its objects have too many names to list: a map used as a dictionary. */
  freeForm: boolean;
  /** The elements of its arrays; undefined before the first one. */
  elements: Shape | undefined;
}

/** A shape that has seen nothing. */
export function emptyShape(): Shape {
  return { kinds: 0, members: undefined, freeForm: false, elements: undefined };
}

/** The kind of a value that is not null. */
export function kindOf(value: NonNullable<JsonValue>): number {
  switch (typeof value) {
    case 'string':
      return STRING;
    case 'number':
      return Number.isInteger(value) ? INTEGER : NUMBER;
    case 'boolean':
      return BOOLEAN;
    default:
      if (Array.isArray(value)) return ARRAY;
      if (value instanceof Decimal) return isInteger(value) ? INTEGER : NUMBER;
      return OBJECT;
  }
}

/** Adds a kind; true when the shape did not have it. An integer among numbers is a number. */
export function addKind(shape: Shape, kind: number): boolean {
  if ((shape.kinds & kind) !== 0 || (kind === INTEGER && (shape.kinds & NUMBER) !== 0)) return false;
  shape.kinds |= kind;
  if (kind === NUMBER) shape.kinds &= ~INTEGER;
  return true;
}
