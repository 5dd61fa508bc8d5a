import type { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { Notice } from '../observe/report.ts';
import type { LogConfig } from './config.ts';
import type { LogFields } from './format.ts';
import { type Level, reaches } from './level.ts';
import type { Metric } from './metrics.ts';
import { printable } from './printable.ts';
import { Redactor } from './redact.ts';
import { Repeats } from './repeats.ts';

/** Where the terminal does not say how wide it is. */
const COLUMNS = 80;

/** Back to the first column, and erase to the end of the line (ECMA-48). */
const ERASE_LINE = '\r\u001b[K';

/** No message has to be longer; one that quotes data may be. */
const MAX_CHARACTERS = 4000;

/**
 * Says things on stderr; never on stdout, which is the wire. Nothing that was declared secret is shown. Names and values
 * of the data stay text within their line, are cut, and cannot flood the log: of equal messages, and of more than some
 * different ones, the first are written and the others counted.
 */
export class Logger {
  readonly #program: string;
  readonly #config: LogConfig;
  readonly #stream: Writable;
  readonly #sendMetric: ((metric: Metric) => void) | undefined;
  readonly #redactor = new Redactor();
  readonly #repeats = new Repeats();
  #status: string | undefined;
  #listener: ((notice: Notice) => void) | undefined;

  /** `sendMetric` gets the metrics instead of the log. */
  constructor(program: string, config: LogConfig, stream: Writable, sendMetric?: (metric: Metric) => void) {
    this.#program = program;
    this.#config = config;
    this.#stream = stream;
    this.#sendMetric = sendMetric;
    // A closed stderr must not end the pipeline.
    stream.on('error', () => undefined);
  }

  /** Declares values that must not appear in any line. */
  hide(secrets: readonly string[]): void {
    this.#redactor.add(secrets);
  }

  /** A text that is for stdout, without what was declared secret. */
  withoutSecrets(text: string): string {
    return this.#redactor.redact(text);
  }

  /**
   * Shows a line below all others that later ones replace; undefined takes it away. It is cut to the width of the
   * terminal: what wraps could not be erased. Nothing is shown where stderr is no terminal, or where a machine reads it.
   */
  status(text: string | undefined): void {
    if (!this.isLive) return;
    this.#status = text === undefined ? undefined : printable(text);
    this.#stream.write(`${ERASE_LINE}${this.#shownStatus()}`);
  }

  /** Whether there is a terminal that shows a status. */
  get isLive(): boolean {
    return this.#config.live && (this.#stream as Partial<WriteStream>).isTTY === true;
  }

  /** `more` are further lines of it. */
  debug(message: string, fields: LogFields = {}, more: readonly string[] = []): void {
    this.#log('debug', message, fields, more);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#limited('info', message, fields);
  }

  warning(message: string, fields: LogFields = {}): void {
    this.#limited('warning', message, fields);
  }

  /** Says why the program ends, in one entry; `more` are further lines of it. */
  error(message: string, more: readonly string[] = []): void {
    this.#log('error', message, {}, more);
  }

  /** Says how it goes, at intervals of the program's own: however often that is, none is left out. */
  report(message: string): void {
    this.#log('info', message, {});
  }

  /**
   * Logs a metric in the form that Singer's tools look for: `METRIC: {"type":"counter",…}`. People at a terminal see them
   * at the level `debug` only.
   */
  metric(metric: Metric): void {
    if (this.#sendMetric !== undefined) this.#sendMetric(metric);
    // Cut it would be no JSON.
    else this.#entry(this.isLive ? 'debug' : 'info', `METRIC: ${JSON.stringify(metric)}`);
  }

  /** Has warnings and errors that are logged heard by `listener` as well, without secrets. */
  listen(listener: (notice: Notice) => void): void {
    this.#listener = listener;
  }

  /** Writes a line of another program's log. */
  line(text: string): void {
    this.#write(printable(text));
  }

  /** Tells how many messages were left out. */
  finish(): void {
    for (const [message, left_out] of this.#repeats.rest()) this.#log('warning', message, { left_out });
  }

  #limited(level: Level, message: string, fields: LogFields): void {
    if (!reaches(level, this.#config.level)) return;
    const leftOut = this.#repeats.admit(message, Date.now());
    if (leftOut !== undefined)
      this.#log(level, message, leftOut === 0 ? fields : { ...fields, left_out: leftOut });
  }

  #log(level: Level, message: string, fields: LogFields, more: readonly string[] = []): void {
    const short = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? cut(value) : value,
    ]);
    this.#entry(level, cut(message), Object.fromEntries(short) as LogFields, more.map(cut));
  }

  #entry(level: Level, message: string, fields: LogFields = {}, more: readonly string[] = []): void {
    if (!reaches(level, this.#config.level)) return;
    const entry = { level, program: this.#program, message, more, fields, time: new Date() };
    if (level === 'warning' || level === 'error') this.#notify(level, message, more);
    this.#write(this.#config.format(entry));
  }

  #notify(level: Notice['level'], message: string, more: readonly string[]): void {
    const shown = (text: string): string => printable(this.#redactor.redact(text));
    this.#listener?.({ level, text: shown(message), more: more.map(shown) });
  }

  #write(text: string): void {
    const erased = this.#status === undefined ? '' : ERASE_LINE;
    this.#stream.write(`${erased}${this.#redactor.redact(text)}\n${this.#shownStatus()}`);
  }

  /** The last column stays free: some terminals go to the next line when it is written. */
  #shownStatus(): string {
    const columns = (this.#stream as Partial<WriteStream>).columns || COLUMNS;
    return this.#redactor.redact(this.#status ?? '').slice(0, columns - 1);
  }
}

function cut(text: string): string {
  return text.length <= MAX_CHARACTERS
    ? text
    : `${text.slice(0, MAX_CHARACTERS)}… (${text.length} characters)`;
}
