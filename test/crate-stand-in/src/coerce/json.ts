import { LosslessNumber, parse, stringify } from 'lossless-json';
import { CrateError, INTERNAL } from '../errors/crate-error.ts';

/** A JSON value with its numbers as they were written. */
export type Json = null | boolean | string | LosslessNumber | Json[] | { [key: string]: Json };

/** Reads JSON text without touching its numbers; refuses a repeated key, as CrateDB does. */
export function parseJson(text: string): Json {
  try {
    return checked(parse(text, undefined, { onDuplicateKey: refuseDuplicate }));
  } catch (cause) {
    throw new CrateError(INTERNAL, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Writes JSON text, numbers as they were read. */
export function jsonText(value: Json): string {
  return stringify(value) ?? 'null';
}

/** Whether the value is an object: neither null, nor an array, nor a number. */
export function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumber(value);
}

/** Whether the value is a number. */
export function isNumber(value: Json): value is LosslessNumber {
  return value instanceof LosslessNumber;
}

/** A number from its digits. */
export function numberOf(digits: string | bigint): LosslessNumber {
  return new LosslessNumber(String(digits));
}

function refuseDuplicate({ key }: { readonly key: string }): never {
  throw new SyntaxError(`Duplicate field '${key}'`);
}

function checked(value: unknown): Json {
  if (value === undefined || typeof value === 'function') throw new TypeError('no JSON');
  return value as Json;
}
