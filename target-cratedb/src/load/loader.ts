import {
  type LineWriter,
  type Logger,
  MalformedMessage,
  parseMessage,
  type RecordMessage,
  type SchemaMessage,
  type StateMessage,
  stringifyJson,
} from '@cdc-relay/singer';
import type { BatchLimits, Operation } from '../batch/batch.ts';
import type { Database } from '../crate/database.ts';
import { TableWriter, type Written } from '../crate/table-writer.ts';
import type { Destination } from '../destination/destination.ts';
import { Watermark } from '../state/watermark.ts';
import { Counts } from './counts.ts';
import { lineFault } from './fault.ts';
import { BadRecord, type LoadOptions, NarrowKey, StreamLoader } from './stream-loader.ts';
import { tableOf } from './table-of.ts';
import { TableQueue } from './table-queue.ts';

/** How to load. */
export interface LoaderOptions extends LoadOptions {
  readonly limits: BatchLimits;
  readonly waitMs: number;
}

/** A stream with its table's queue. */
interface Stream {
  readonly loader: StreamLoader;
  readonly queue: TableQueue;
}

/**
 * Takes the lines of a tap one by one and brings them into CrateDB; prints a STATE as soon as everything before it is
 * durable. `fail` of its events is called when a write fails while the input pauses.
 */
export class Loader {
  readonly #db: Database;
  readonly #destination: Destination;
  readonly #options: LoaderOptions;
  readonly #output: LineWriter;
  readonly #log: Logger;
  readonly #onFailure: (error: unknown) => void;
  readonly #streams = new Map<string, Stream>();
  readonly #watermark = new Watermark<StateMessage>();
  readonly counts = new Counts();
  #failure: unknown;
  #printing: Promise<void> = Promise.resolve();

  constructor(
    db: Database,
    destination: Destination,
    options: LoaderOptions,
    output: LineWriter,
    log: Logger,
    onFailure: (error: unknown) => void,
  ) {
    this.#db = db;
    this.#destination = destination;
    this.#options = options;
    this.#output = output;
    this.#log = log;
    this.#onFailure = onFailure;
  }

  /** Takes one line. Throws INPUT_INVALID for a line that cannot be loaded, and the fault of a failed write. */
  async accept(line: string, number: number): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      const message = parseMessage(line);
      if (message.type === 'RECORD') await this.#record(message);
      else if (message.type === 'SCHEMA') await this.#schema(message);
      else this.#state(message);
    } catch (error) {
      if (error instanceof MalformedMessage) throw lineFault(number, undefined, error.message, error);
      if (error instanceof BadRecord) throw lineFault(number, streamIn(line), error.message, error);
      throw error;
    }
  }

  /** Writes everything that was accepted and prints the last STATE that is covered. Throws what went wrong. */
  async finish(): Promise<void> {
    await Promise.all([...this.#streams.values()].map(({ queue }) => queue.flush()));
    this.#printState();
    await this.#printing;
    if (this.#failure !== undefined) throw this.#failure;
    await this.#output.end();
  }

  async #record(message: RecordMessage): Promise<void> {
    const stream = this.#streams.get(message.stream);
    if (stream === undefined) throw new BadRecord('RECORD before its SCHEMA');
    this.counts.received += 1;
    const operation = await this.#operation(stream, message);
    await stream.queue.add(operation, this.#watermark.recordReceived());
  }

  /** A key column is widened once nothing is in flight to its table. */
  async #operation({ loader, queue }: Stream, message: RecordMessage): Promise<Operation> {
    try {
      return await loader.operation(message);
    } catch (error) {
      if (!(error instanceof NarrowKey)) throw error;
      await queue.flush();
      await loader.table.widenKey(error.column);
      return await loader.operation(message);
    }
  }

  async #schema(message: SchemaMessage): Promise<void> {
    const stream = this.#streams.get(message.stream);
    if (stream === undefined) this.#streams.set(message.stream, await this.#open(message));
    else await stream.loader.evolve(message);
  }

  async #open(message: SchemaMessage): Promise<Stream> {
    const name = tableOf(message.stream, this.#destination, [...this.#streams.keys()]);
    const loader = await StreamLoader.open(this.#db, this.#log, name, message, this.#options);
    const { limits, waitMs } = this.#options;
    const queue = new TableQueue(new TableWriter(this.#db, loader.table), limits, waitMs, {
      dropped: (how) => this.counts.drop(how),
      written: (written) => this.#written(written),
      failed: (error) => this.#failed(error),
    });
    return { loader, queue };
  }

  #state(message: StateMessage): void {
    this.#watermark.stateReceived(message);
    this.#printState();
  }

  #written(written: Written): void {
    this.counts.add(written);
    this.#printState();
  }

  #failed(error: unknown): void {
    this.#failure ??= error;
    this.#onFailure(error);
  }

  #printState(): void {
    const positions = [...this.#streams.values()].map(
      ({ queue }) => queue.oldestOpen ?? Number.POSITIVE_INFINITY,
    );
    const state = this.#watermark.take(Math.min(...positions));
    if (state === undefined) return;
    void this.#output.write(stringifyJson(state.value));
    this.#printing = this.#output.flush().catch((error: unknown) => this.#failed(error));
  }
}

function streamIn(line: string): string | undefined {
  return /"stream"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
}
