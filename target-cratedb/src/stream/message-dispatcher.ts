import type { BatchMessage, RecordMessage, SchemaMessage, SingerMessage } from '@cdc-relay/singer';
import { BadRecord } from '../bad-record/bad-record.ts';
import { lineFault } from '../bad-record/line-fault.ts';
import type { Origin } from '../bad-record/origin.ts';
import { type BatchOptions, readBatch, UnreadableBatch } from '../input/batch-files.ts';
import { UnreadableLine } from '../input/lines.ts';
import { recordOf } from './line-parts.ts';
import { rejectUnreadable } from './message-of.ts';
import { openStream } from './open-stream.ts';
import type { StreamContext } from './stream-context.ts';
import type { StreamPipeline } from './stream-pipeline.ts';

/** Accepts the messages of a tap one by one and sees that each has its effect, in their order. */
export class MessageDispatcher {
  readonly #context: StreamContext;
  readonly #batches: BatchOptions;
  readonly #signal: AbortSignal;
  /** Null for streams that are not wanted. */
  readonly #streams = new Map<string, StreamPipeline | null>();

  /** `signal` ends it early, between two records of a BATCH too. */
  constructor(context: StreamContext, batches: BatchOptions, signal: AbortSignal) {
    this.#context = context;
    this.#batches = batches;
    this.#signal = signal;
  }

  /** The streams that are loaded. */
  get pipelines(): StreamPipeline[] {
    return [...this.#streams.values()].filter((stream) => stream !== null);
  }

  /**
   * Accepts a message; returns a promise where something has to be waited for before the next one. Throws INPUT_INVALID
   * for one that cannot be loaded.
   */
  accept(message: SingerMessage, origin: Origin): Promise<void> | undefined {
    if (message.type === 'STATE') {
      this.#context.progress.stateReceived(message.value);
      return undefined;
    }
    if (message.type === 'SCHEMA') return this.#schema(message, origin);
    const stream = this.#streams.get(message.stream);
    if (stream === undefined)
      throw lineFault(origin.line, message.stream, `${message.type} before its SCHEMA`);
    if (stream === null) return undefined;
    if (message.type === 'RECORD') return this.#record(stream, message, origin);
    return message.type === 'BATCH' ? this.#batch(stream, message, origin) : stream.activate(message);
  }

  /** A SCHEMA that cannot be used is a fault: nothing that follows it could be loaded. */
  async #schema(message: SchemaMessage, origin: Origin): Promise<void> {
    const stream = this.#streams.get(message.stream);
    try {
      if (stream === undefined) this.#streams.set(message.stream, await openStream(this.#context, message));
      else await stream?.schema(message);
    } catch (error) {
      if (!(error instanceof BadRecord)) throw error;
      throw lineFault(origin.line, message.stream, error.message, error);
    }
  }

  #record(stream: StreamPipeline, message: RecordMessage, origin: Origin): Promise<void> | undefined {
    const { progress, backlog } = this.#context;
    try {
      const written = stream.record(message, progress.recordReceived(), origin.line);
      return written === undefined ? backlog.flushLargest() : this.#awaited(written, message, origin);
    } catch (error) {
      this.#reject(error, message, origin);
      return undefined;
    }
  }

  async #awaited(written: Promise<void>, message: RecordMessage, origin: Origin): Promise<void> {
    try {
      await written;
    } catch (error) {
      this.#reject(error, message, origin);
    }
    await this.#context.backlog.flushLargest();
  }

  /** What is nested too deep ends in a RangeError, wherever it is read. */
  #reject(error: unknown, message: RecordMessage, origin: Origin): void {
    const bad = error instanceof RangeError ? new BadRecord('nested too deep') : error;
    if (!(bad instanceof BadRecord)) throw error;
    this.#context.badRecords.reject(origin, message.stream, bad.message, bad);
  }

  /** A signal may end it halfway: no STATE comes after it, so that the BATCH comes again. */
  async #batch(stream: StreamPipeline, message: BatchMessage, { line }: Origin): Promise<void> {
    const { progress, badRecords } = this.#context;
    try {
      for await (const { file, entry } of readBatch(message, this.#batches)) {
        if (this.#signal.aborted) return;
        progress.check();
        if (entry instanceof UnreadableLine)
          rejectUnreadable(entry, { line, file, raw: entry.bytes }, badRecords, message.stream);
        else await this.#batchLine(stream, message.stream, { line, file, raw: entry.text });
      }
    } catch (error) {
      if (!(error instanceof UnreadableBatch)) throw error;
      throw lineFault(line, message.stream, error.message, error);
    }
  }

  async #batchLine(
    pipeline: StreamPipeline,
    stream: string,
    origin: Origin & { raw: string },
  ): Promise<void> {
    const record = recordOf(origin.raw);
    if (record !== undefined) await this.#record(pipeline, { type: 'RECORD', stream, record }, origin);
    else this.#context.badRecords.reject(origin, stream, 'not a JSON object');
  }
}
