import type { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { LogConfig } from './config.ts';
import type { LogFields } from './format.ts';
import { type Level, reaches } from './level.ts';
import { Redactor } from './redact.ts';

/** Back to the first column, and erase to the end of the line (ECMA-48). */
const ERASE_LINE = '\r\u001b[K';

/** Says things on stderr; never on stdout, which is the wire. Nothing that was declared secret is shown. */
export class Logger {
  readonly #program: string;
  readonly #config: LogConfig;
  readonly #stream: Writable;
  readonly #redactor = new Redactor();
  #status: string | undefined;

  constructor(program: string, config: LogConfig, stream: Writable) {
    this.#program = program;
    this.#config = config;
    this.#stream = stream;
    // A closed stderr must not end the pipeline.
    stream.on('error', () => undefined);
  }

  /** Declares values that must not appear in any line. */
  hide(secrets: readonly string[]): void {
    this.#redactor.add(secrets);
  }

  /**
   * Shows a line below all others that later ones replace; undefined takes it away. Nothing is shown where stderr is
   * no terminal, or where a machine reads it.
   */
  status(text: string | undefined): void {
    if (!this.isLive) return;
    this.#status = text;
    this.#stream.write(`${ERASE_LINE}${this.#redactor.redact(text ?? '')}`);
  }

  /** Whether there is a terminal that shows a status. */
  get isLive(): boolean {
    return this.#config.live && (this.#stream as Partial<WriteStream>).isTTY === true;
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#log('debug', message, fields);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#log('info', message, fields);
  }

  warning(message: string, fields: LogFields = {}): void {
    this.#log('warning', message, fields);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#log('error', message, fields);
  }

  #log(level: Level, message: string, fields: LogFields): void {
    if (!reaches(level, this.#config.level)) return;
    this.line(this.#config.format({ level, program: this.#program, message, fields, time: new Date() }));
  }

  /** Writes a line that is made already, such as one of another program's log. */
  line(text: string): void {
    const below = this.#status;
    const erased = below === undefined ? '' : ERASE_LINE;
    this.#stream.write(`${erased}${this.#redactor.redact(text)}\n${this.#redactor.redact(below ?? '')}`);
  }
}
