import type { Writable } from 'node:stream';
import type { LogConfig } from './config.ts';
import type { LogFields } from './format.ts';
import { type Level, reaches } from './level.ts';
import { Redactor } from './redact.ts';

/** Says things on stderr; never on stdout, which is the wire. Nothing that was declared secret is shown. */
export class Logger {
  readonly #program: string;
  readonly #config: LogConfig;
  readonly #stream: Writable;
  readonly #redactor = new Redactor();

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
    const line = this.#config.format({ level, program: this.#program, message, fields, time: new Date() });
    this.#stream.write(`${this.#redactor.redact(line)}\n`);
  }
}
