import type { Level } from './level.ts';

/** What a log line may carry besides its message: plain values. */
export type LogFields = { readonly [name: string]: string | number | boolean | null | undefined };

/** One thing to say on stderr. */
interface LogEntry {
  readonly level: Level;
  readonly program: string;
  readonly message: string;
  readonly fields: LogFields;
  readonly time: Date;
}

/** Makes the text of a line (without its line feed). */
export type LogFormat = (entry: LogEntry) => string;

/** A line for people: time, level, program, message, fields. */
export const plainFormat: LogFormat = ({ level, program, message, fields, time }) => {
  const extra = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${value}`);
  return `${time.toISOString()} ${level.toUpperCase().padEnd(7)} ${program}: ${message}${extra.join('')}`;
};

/** One JSON object a line, as `singer_sdk.logging.StructuredFormatter` writes it and Meltano reads it. */
export const structuredFormat: LogFormat = ({ level, program, message, fields, time }) => {
  const { stream, ...extra } = fields;
  return JSON.stringify({
    level,
    pid: process.pid,
    logger_name: program,
    ts: time.getTime() / 1000,
    thread_name: 'main',
    app_name: program,
    stream_name: stream ?? null,
    message,
    extra,
  });
};
