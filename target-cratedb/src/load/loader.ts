import {
  type BatchMessage,
  MalformedMessage,
  parseMessage,
  type RecordMessage,
  type SingerMessage,
} from '@cdc-relay/singer';
import { readBatch, UnreadableBatch } from '../input/batch-files.ts';
import { type Line, UnreadableLine } from '../input/lines.ts';
import type { StatePrinter } from '../state/state-printer.ts';
import type { Backlog } from './backlog.ts';
import { BadRecord } from './bad-record.ts';
import type { BadRecords } from './bad-records.ts';
import { lineFault } from './fault.ts';
import { recordOf, streamIn } from './line-parts.ts';
import type { Origin } from './origin.ts';
import type { Stream } from './stream.ts';
import type { Streams } from './streams.ts';

/** What a loader works with. */
export interface LoaderParts {
  readonly streams: Streams;
  readonly states: StatePrinter;
  readonly badRecords: BadRecords;
  readonly backlog: Backlog;
  readonly maxLineBytes: number;
}

/** Takes the lines of a tap one by one and sees that each has its effect, in their order. */
export class Loader {
  readonly #parts: LoaderParts;

  constructor(parts: LoaderParts) {
    this.#parts = parts;
  }

  /** Takes one line. Throws INPUT_INVALID for a line that cannot be loaded, and the fault of a failed write. */
  async accept(line: Line | UnreadableLine): Promise<void> {
    this.#parts.streams.check();
    if (line instanceof UnreadableLine) this.#reject(line, { line: line.number, raw: line.bytes });
    else if (line.text.trim() !== '') await this.#line(line);
  }

  async #line({ number, text }: Line): Promise<void> {
    const origin = { line: number, raw: text };
    const message = this.#parse(text, origin);
    if (message !== undefined) await this.#message(message, origin);
  }

  /** Gives undefined for a line that was put aside. */
  #parse(text: string, origin: Origin): SingerMessage | undefined {
    try {
      return parseMessage(text);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      if (error.what === 'protocol') throw lineFault(origin.line, streamIn(text), error.message, error);
      this.#parts.badRecords.reject(origin, streamIn(text), error.message, error);
      return undefined;
    }
  }

  async #message(message: SingerMessage, origin: Origin): Promise<void> {
    const { streams, states } = this.#parts;
    if (message.type === 'STATE') return states.stateReceived(message.value);
    if (message.type === 'SCHEMA')
      return await faultsOf(origin, message.stream, () => streams.schema(message));
    const stream = streams.get(message.stream);
    if (stream === undefined)
      throw lineFault(origin.line, message.stream, `${message.type} before its SCHEMA`);
    if (stream === null) return;
    if (message.type === 'RECORD') await this.#record(stream, message, origin);
    else if (message.type === 'BATCH') await this.#batch(stream, message, origin);
    else await stream.activate(message.version);
  }

  async #record(stream: Stream, message: RecordMessage, origin: Origin): Promise<void> {
    const { states, badRecords, backlog } = this.#parts;
    try {
      await stream.record(message, states.recordReceived(), origin.line);
    } catch (error) {
      if (!(error instanceof BadRecord)) throw error;
      badRecords.reject(origin, message.stream, error.message, error);
    }
    await backlog.relieve();
  }

  async #batch(stream: Stream, message: BatchMessage, { line }: Origin): Promise<void> {
    try {
      for await (const { file, entry } of readBatch(message, this.#parts.maxLineBytes)) {
        this.#parts.streams.check();
        if (entry instanceof UnreadableLine)
          this.#reject(entry, { line, file, raw: entry.bytes }, message.stream);
        else if (entry.text.trim() !== '')
          await this.#batchLine(stream, message, { line, file, raw: entry.text });
      }
    } catch (error) {
      if (!(error instanceof UnreadableBatch)) throw error;
      throw lineFault(line, message.stream, error.message, error);
    }
  }

  async #batchLine(stream: Stream, message: BatchMessage, origin: Origin & { raw: string }): Promise<void> {
    const record = recordOf(origin.raw);
    if (record !== undefined)
      await this.#record(stream, { type: 'RECORD', stream: message.stream, record }, origin);
    else this.#parts.badRecords.reject(origin, message.stream, 'not a JSON object');
  }

  /** A line of which only the beginning was kept cannot be put aside. */
  #reject({ bytes, message, tooLong }: UnreadableLine, origin: Origin, stream = streamIn(bytes)): void {
    const where = origin.file === undefined ? message : `${origin.file}: ${message}`;
    if (tooLong) throw lineFault(origin.line, stream, where);
    this.#parts.badRecords.reject(origin, stream, message);
  }
}

/** A SCHEMA that cannot be used is a fault: nothing that follows it could be loaded. */
async function faultsOf(origin: Origin, stream: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof BadRecord)) throw error;
    throw lineFault(origin.line, stream, error.message, error);
  }
}
