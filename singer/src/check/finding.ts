import { COMMON_ERRORS, type ErrorCatalogue } from '../errors/error-catalogue.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { ProgramError } from '../errors/errors.ts';
import { printable } from '../log/printable.ts';

/** What one check has found: `FAIL` keeps a run from working, `warn` may, `skip` could not be looked at. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'FAIL' | 'skip';
  /** What it is, and for `warn` and `FAIL` what to do; in one line. */
  readonly text: string;
  /** The error whose entry in the program's catalogue says what to do. */
  readonly remedyOf?: ErrorCode;
}

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const warn = (text: string): Finding => ({ level: 'warn', text });
export const fail = (text: string): Finding => ({ level: 'FAIL', text });

/** What an error means to whoever checks: its code, what happened and what to do, as far as the error says it. */
export function failure({ code, headline, items, remedy }: ProgramError): Finding {
  const text = [`${code}:`, headline, items.join('; '), remedy ?? ''].filter((part) => part !== '').join(' ');
  return remedy === undefined ? { ...fail(text), remedyOf: code } : fail(text);
}

const LEVEL_WIDTH = 4;
const TOPIC_WIDTH = 12;

/** A finding as a line of `--check`; `catalogue` is what the program says about its errors. */
export function findingLine(
  topic: string,
  { level, text, remedyOf }: Finding,
  catalogue: ErrorCatalogue = {},
): string {
  const remedy = remedyOf && { ...COMMON_ERRORS, ...catalogue }[remedyOf]?.remedy;
  const said = remedy ? `${text} ${remedy}` : text;
  return `${level.padEnd(LEVEL_WIDTH)} ${topic.padEnd(TOPIC_WIDTH)} ${printable(said)}`;
}
