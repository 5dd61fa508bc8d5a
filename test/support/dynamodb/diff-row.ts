import { isLosslessNumber } from 'lossless-json';
import { canonicalDecimal } from './decimal.ts';
import type { ExpectedRow } from './expected.ts';

/** One place where a row is not as expected: `lines[0].price`; undefined means not there. */
export interface Difference {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Compares a row, read with `losslessTypes` or parsed by lossless-json, with the expected one; [] when equal.
 * Numbers compare exactly and never equal text. A column without a value may be null or not there; inside
 * objects and arrays null and absence differ. Columns named `_sdc_…` that nothing is expected of are skipped.
 */
export function diffRow(expected: ExpectedRow, actual: Members): Difference[] {
  return namesOf(expected, actual)
    .filter((name) => Object.hasOwn(expected, name) || !name.startsWith('_sdc_'))
    .flatMap((name) => diff(name, own(expected, name) ?? null, own(actual, name) ?? null));
}

function diff(path: string, expected: unknown, actual: unknown): Difference[] {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const longer = expected.length > actual.length ? expected : actual;
    return longer.flatMap((_, index) => diff(`${path}[${index}]`, expected[index], actual[index]));
  }
  if (isObject(expected) && isObject(actual)) {
    const names = namesOf(expected, actual);
    return names.flatMap((name) => diff(`${path}.${name}`, own(expected, name), own(actual, name)));
  }
  return comparable(expected) === comparable(actual) ? [] : [{ path, expected, actual }];
}

function namesOf(expected: Members, actual: Members): string[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
}

function own(object: Members, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/** Scalars in a form to compare: texts apart from numbers, numbers by value however they were parsed. */
function comparable(value: unknown): unknown {
  if (typeof value === 'string') return `text ${value}`;
  if (Number.isFinite(value) || typeof value === 'bigint' || isLosslessNumber(value)) {
    return `number ${canonicalDecimal(String(value))}`;
  }
  return value;
}
