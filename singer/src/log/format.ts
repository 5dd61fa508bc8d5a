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
  const said = printable(`${message}${extra.join('')}`);
  return `${time.toISOString()} ${level.toUpperCase().padEnd(7)} ${program}: ${said}`;
};

/** Names and values that messages quote must not command the terminal, nor turn its text around. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]|[\u2028\u2029]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

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
