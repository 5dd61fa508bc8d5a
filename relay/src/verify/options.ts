import { invalidSettings } from '@cdc-relay/singer';
import type { Waiting } from './pipeline.ts';

/** How to verify. */
export interface VerifyOptions {
  /** The part of the items that is looked at: 1 for all. */
  readonly sample: number;
  /** Read capacity units a second. */
  readonly readUnits: number;
  readonly consistent: boolean;
  readonly repair: boolean;
  readonly values: boolean;
  readonly hashKeys: boolean;
  readonly format: 'table' | 'json' | 'csv';
  readonly waiting: Waiting;
}

/** A quiet shard's time moves in steps of 15 minutes. */
const STATE_LIMIT_MS = 20 * 60_000;

/** Reads the options of the command line. Throws CONFIG_INVALID. */
export function verifyOptions(given: { readonly [name: string]: unknown }): VerifyOptions {
  const problems: string[] = [];
  const number = (flag: string, text: unknown, isFine: (value: number) => boolean): number | undefined => {
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text !== '' && isFine(value)) return value;
    problems.push(`"${flag}" is ${JSON.stringify(text)}, not such a number`);
    return undefined;
  };
  const percent = number('--sample', percentOf(given.sample), (value) => value > 0 && value <= 100);
  const units = number('--read-units', given.readUnits, (value) => value > 0);
  const settle = number('--settle', given.settle, (value) => value >= 0);
  if (problems.length > 0) throw invalidSettings(problems);
  return {
    sample: (percent ?? 100) / 100,
    readUnits: units ?? Number.POSITIVE_INFINITY,
    consistent: given.consistent === true,
    repair: given.repair === true,
    values: given.values === true,
    hashKeys: given.hashKeys === true,
    format: given.format === 'json' || given.format === 'csv' ? given.format : 'table',
    waiting: { settleMs: settle === undefined ? undefined : settle * 1000, limitMs: STATE_LIMIT_MS },
  };
}

function percentOf(text: unknown): unknown {
  return typeof text === 'string' ? text.replace(/%$/, '') : text;
}
