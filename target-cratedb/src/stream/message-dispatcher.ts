import {
  type BatchMessage,
  MalformedMessage,
  parseMessage,
  type RecordMessage,
  type SingerMessage,
} from '@cdc-relay/singer';
import { BadRecord } from '../bad-record/bad-record.ts';
import type { BadRecords } from '../bad-record/bad-records.ts';
import { lineFault } from '../bad-record/line-fault.ts';
import type { Origin } from '../bad-record/origin.ts';
import { type BatchOptions, readBatch, UnreadableBatch } from '../input/batch-files.ts';
import { type Line, UnreadableLine } from '../input/lines.ts';
import type { StatePrinter } from '../state/state-printer.ts';
import type { Backlog } from '../write/backlog.ts';
import { recordOf, streamIn } from './line-parts.ts';
import type { StreamPipeline } from './stream-pipeline.ts';
import type { StreamPipelines } from './stream-pipelines.ts';

/** What a loader works with. */
export interface DispatcherParts {
  readonly streams: StreamPipelines;
  readonly states: StatePrinter;
  readonly badRecords: BadRecords;
  readonly backlog: Backlog;
  readonly batches: BatchOptions;
  /** Ends it early: between two lines, those of a BATCH too. */
  readonly signal: AbortSignal;
}

/** Takes the lines of a tap one by one and sees that each has its effect, in their order. */
export class MessageDispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /**
   * Takes one line; gives a promise where something has to be waited for before the next one. Throws INPUT_INVALID for a
   * line that cannot be loaded, and the fault of a failed write.
   */
  accept(line: Line | UnreadableLine): Promise<void> | undefined {
    this.#parts.streams.check();
    if (!(line instanceof UnreadableLine)) return this.#line(line);
    this.#reject(line, { line: line.number, raw: line.bytes });
    return undefined;
  }

  #line({ number, text }: Line): Promise<void> | undefined {
    const origin = { line: number, raw: text };
    const message = this.#parse(text, origin);
    return message && this.#message(message, origin);
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

  #message(message: SingerMessage, origin: Origin): Promise<void> | undefined {
    const { streams, states } = this.#parts;
    if (message.type === 'STATE') {
      states.stateReceived(message.value);
      return undefined;
    }
    if (message.type === 'SCHEMA') return faultsOf(origin, message.stream, () => streams.schema(message));
    const stream = streams.get(message.stream);
    if (stream === undefined)
      throw lineFault(origin.line, message.stream, `${message.type} before its SCHEMA`);
    if (stream === null) return undefined;
    if (message.type === 'RECORD') return this.#record(stream, message, origin);
    return message.type === 'BATCH' ? this.#batch(stream, message, origin) : stream.activate(message.version);
  }

  #record(stream: StreamPipeline, message: RecordMessage, origin: Origin): Promise<void> | undefined {
    const { states, backlog } = this.#parts;
    try {
      const taken = stream.record(message, states.recordReceived(), origin.line);
      return taken === undefined ? backlog.flushLargest() : this.#taken(taken, message.stream, origin);
    } catch (error) {
      this.#rejectRecord(error, message.stream, origin);
      return undefined;
    }
  }

  async #taken(taken: Promise<void>, stream: string, origin: Origin): Promise<void> {
    try {
      await taken;
    } catch (error) {
      this.#rejectRecord(error, stream, origin);
    }
    await this.#parts.backlog.flushLargest();
  }

  /** What is nested too deep ends in a RangeError, wherever it is looked at. */
  #rejectRecord(error: unknown, stream: string, origin: Origin): void {
    const bad = error instanceof RangeError ? new BadRecord('nested too deep') : error;
    if (!(bad instanceof BadRecord)) throw error;
    this.#parts.badRecords.reject(origin, stream, bad.message, bad);
  }

  /** A signal may end it halfway: no STATE comes after it, so that the BATCH comes again. */
  async #batch(stream: StreamPipeline, message: BatchMessage, { line }: Origin): Promise<void> {
    try {
      for await (const { file, entry } of readBatch(message, this.#parts.batches)) {
        if (this.#parts.signal.aborted) return;
        this.#parts.streams.check();
        if (entry instanceof UnreadableLine)
          this.#reject(entry, { line, file, raw: entry.bytes }, message.stream);
        else await this.#batchLine(stream, message, { line, file, raw: entry.text });
      }
    } catch (error) {
      if (!(error instanceof UnreadableBatch)) throw error;
      throw lineFault(line, message.stream, error.message, error);
    }
  }

  async #batchLine(
    stream: StreamPipeline,
    message: BatchMessage,
    origin: Origin & { raw: string },
  ): Promise<void> {
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
