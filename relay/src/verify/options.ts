import { invalidSettings } from '@cdc-relay/singer';
import type { Waiting } from './pipeline.ts';

/** How to verify. */
export interface VerifyOptions {
  /** The part of the items that is looked at: 1 for all. */
  readonly sample: number;
  /** Read capacity units a second; undefined: as many as snapshots may take. */
  readonly readUnits: number | undefined;
  /** Parts of a table that are scanned at the same time; undefined: as many as by snapshots. */
  readonly segments: number | undefined;
  readonly consistent: boolean;
  readonly repair: boolean;
  readonly values: boolean;
  readonly hashKeys: boolean;
  readonly format: 'table' | 'json' | 'csv';
  /** A file of keys: only these are looked at. */
  readonly keys: string | undefined;
  /** Where a full export is: its items are looked at, not those of a scan. */
  readonly export: string | undefined;
  /** The file that the progress is kept in. */
  readonly progress: string | undefined;
  readonly waiting: Waiting;
}

/** As for snapshots: a page of each is held. */
const MAX_SEGMENTS = 1000;

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
  const segments = number(
    '--segments',
    given.segments,
    (value) => Number.isInteger(value) && value >= 1 && value <= MAX_SEGMENTS,
  );
  const settle = number('--settle', given.settle, (value) => value >= 0);
  const [keys, progress] = [textOf(given.keys), textOf(given.progress)];
  problems.push(...contradictions(given));
  if (problems.length > 0) throw invalidSettings(problems);
  return {
    sample: (percent ?? 100) / 100,
    readUnits: units,
    segments,
    keys,
    export: textOf(given.export),
    progress,
    consistent: given.consistent === true,
    repair: given.repair === true,
    values: given.values === true,
    hashKeys: given.hashKeys === true,
    format: given.format === 'json' || given.format === 'csv' ? given.format : 'table',
    waiting: { settleMs: settle === undefined ? undefined : settle * 1000, limitMs: STATE_LIMIT_MS },
  };
}

/** Options that do not go together. */
function contradictions(given: { readonly [name: string]: unknown }): string[] {
  const pairs = [
    ['--keys', given.keys, '--progress', given.progress, 'only the keys of the file are looked at'],
    ['--keys', given.keys, '--sample', given.sample, 'only the keys of the file are looked at'],
    ['--keys', given.keys, '--export', given.export, 'only the keys of the file are looked at'],
    ['--export', given.export, '--consistent', given.consistent, 'nothing is scanned'],
    ['--export', given.export, '--read-units', given.readUnits, 'nothing is scanned'],
  ] as const;
  return pairs.flatMap(([flag, one, other, two, reason]) =>
    one === undefined || two === undefined ? [] : [`"${flag}" and "${other}" do not go together: ${reason}`],
  );
}

function percentOf(text: unknown): unknown {
  return typeof text === 'string' ? text.replace(/%$/, '') : text;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
