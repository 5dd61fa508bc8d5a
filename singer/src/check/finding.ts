import { COMMON_ERRORS, type ErrorCatalogue } from '../errors/error-catalogue.ts';
import type { ProgramError } from '../errors/errors.ts';
import { printable } from '../log/printable.ts';

/** What one check has found: `FAIL` keeps a run from working, `warn` may, `skip` could not be looked at. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'FAIL' | 'skip';
  /** What it is, and for `warn` and `FAIL` what to do; in one line. */
  readonly text: string;
}

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const warn = (text: string): Finding => ({ level: 'warn', text });
export const fail = (text: string): Finding => ({ level: 'FAIL', text });

/** What an error means to whoever checks: its code, what happened and what to do. */
export function failure(error: ProgramError, catalogue: ErrorCatalogue): Finding {
  const { code, headline, items } = error;
  const remedy = error.remedy ?? { ...COMMON_ERRORS, ...catalogue }[code]?.remedy ?? '';
  return fail([`${code}:`, headline, items.join('; '), remedy].filter((part) => part !== '').join(' '));
}

const LEVEL_WIDTH = 4;
const TOPIC_WIDTH = 12;

/** A finding as a line of `--check`. */
export function findingLine(topic: string, { level, text }: Finding): string {
  return `${level.padEnd(LEVEL_WIDTH)} ${topic.padEnd(TOPIC_WIDTH)} ${printable(text)}`;
}
