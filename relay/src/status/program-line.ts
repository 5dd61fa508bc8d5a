import type { Metric } from '@cdc-relay/singer';

/** What a line of a program's log says. */
export interface ProgramLine {
  readonly text: string;
  readonly metric: Metric | undefined;
  /** The code of a fault that ends the program. */
  readonly fault: string | undefined;
}

/** Time, level, program, message: the plain format of the log. */
const PLAIN = /^\d{4}-\d\d-\d\dT\S+ ([A-Z]+) +\S+: (.*)$/;

/** A fault begins with its code. */
const FAULT = /^([A-Z][A-Z_]{3,}): /;

const METRIC = 'METRIC: ';

/** Reads a line of stderr, in either format of the log; others have no more than their text. */
export function readLine(text: string): ProgramLine {
  const { level, message } = structured(text) ?? plain(text);
  const fault = level.toLowerCase() === 'error' ? FAULT.exec(message)?.[1] : undefined;
  const metric = message.startsWith(METRIC) ? parsed<Metric>(message.slice(METRIC.length)) : undefined;
  return { text, metric, fault };
}

function plain(text: string): { level: string; message: string } {
  const [, level = '', message = ''] = PLAIN.exec(text) ?? [];
  return { level, message };
}

function structured(text: string): { level: string; message: string } | undefined {
  if (!text.startsWith('{')) return undefined;
  const line = parsed<{ level?: unknown; message?: unknown }>(text);
  return line && { level: String(line.level), message: String(line.message) };
}

function parsed<Value extends object>(json: string): Value | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Value) : undefined;
  } catch {
    return undefined;
  }
}
