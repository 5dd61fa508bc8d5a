import type { Level } from './level.ts';
import { printable } from './printable.ts';

type LogValue = string | number | boolean | null | undefined;

/** What a log line may carry besides its message: plain values. */
export type LogFields = { readonly [name: string]: LogValue };

/** One thing to say on stderr. Any text of it may hold names and values of the data. */
interface LogEntry {
  readonly level: Level;
  readonly program: string;
  readonly message: string;
  /** Lines that belong to the message, such as what to do. */
  readonly more: readonly string[];
  readonly fields: LogFields;
  readonly time: Date;
}

/** Makes the text of an entry (without its last line feed). */
export type LogFormat = (entry: LogEntry) => string;

/** A line for people: time, level, program, message, fields; further lines are indented. */
export const plainFormat: LogFormat = ({ level, program, message, more, fields, time }) => {
  const extra = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${shown(value)}`);
  const head = `${time.toISOString()} ${level.toUpperCase().padEnd(7)} ${program}: `;
  return `${head}${printable(message)}${extra.join('')}${more.map((line) => `\n  ${printable(line)}`).join('')}`;
};

/** A value with blanks or quotes is quoted, so that it does not look like another field. */
function shown(value: LogValue): string {
  const text = String(value);
  return printable(/[\s"=]/.test(text) ? JSON.stringify(text) : text);
}

/** One JSON object a line, as `singer_sdk.logging.StructuredFormatter` writes it and Meltano reads it. */
export const structuredFormat: LogFormat = ({ level, program, message, more, fields, time }) => {
  const safe = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? printable(value) : value,
  ]);
  const { stream, ...extra } = Object.fromEntries(safe) as LogFields;
  return JSON.stringify({
    level,
    pid: process.pid,
    logger_name: program,
    ts: time.getTime() / 1000,
    thread_name: 'main',
    app_name: program,
    stream_name: stream ?? null,
    // Whoever reads it prints it as text again.
    message: [message, ...more].map(printable).join('\n  '),
    extra,
  });
};
