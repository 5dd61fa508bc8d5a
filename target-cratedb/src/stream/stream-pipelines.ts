import type { SchemaMessage } from '@cdc-relay/singer';
import type { Destination } from '../destination/destination.ts';
import type { StreamCounts } from '../report/counts.ts';
import type { TableName } from '../sql/quote.ts';
import { readTable } from '../table/catalog.ts';
import { tableMissing } from '../table/table-missing.ts';
import type { StreamMaps } from '../transform/read-stream-maps.ts';
import { RecordTransform, type RecordTransformOptions } from '../transform/record-transform.ts';
import type { StreamContext } from './stream-context.ts';
import { StreamPipeline } from './stream-pipeline.ts';
import { StreamTables } from './table-of.ts';

/** What the streams of an input have in common. */
export interface StreamPipelinesOptions {
  readonly destination: Destination;
  readonly maps: StreamMaps;
  readonly transform: RecordTransformOptions;
}

/** The streams of an input, by their names there. */
export class StreamPipelines {
  readonly #context: StreamContext;
  readonly #options: StreamPipelinesOptions;
  readonly #counts: StreamCounts;
  /** Null for streams that are not wanted. */
  readonly #streams = new Map<string, StreamPipeline | null>();
  readonly #tables: StreamTables;
  #failure: unknown;
  #withheld: boolean;

  constructor(
    context: Omit<StreamContext, 'failed'>,
    options: StreamPipelinesOptions,
    counts: StreamCounts,
    onFailure: (error: unknown) => void,
  ) {
    this.#options = options;
    this.#tables = new StreamTables(options.destination, context.options.tables);
    this.#counts = counts;
    this.#withheld = context.options.overwrites;
    const failed = (error: unknown): void => {
      this.#failure ??= error;
      onFailure(error);
    };
    this.#context = { ...context, failed };
  }

  /** Throws the fault of a write that failed. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** The stream of that name; null when it is not wanted, undefined when it had no SCHEMA. */
  get(name: string): StreamPipeline | null | undefined {
    return this.#streams.get(name);
  }

  /** Takes a SCHEMA. Throws BadRecord when its records could not be loaded, and the faults of opening a table. */
  async schema(message: SchemaMessage): Promise<void> {
    const stream = this.#streams.get(message.stream);
    if (stream === undefined) this.#streams.set(message.stream, await this.#open(message));
    else await stream?.schema(message);
  }

  /**
   * Position of the oldest record that is not durable. While tables are to be replaced nothing is: only the end of
   * the run makes it so.
   */
  get oldestOpen(): number {
    if (this.#withheld) return 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (const stream of this.#streams.values()) oldest = Math.min(oldest, stream?.oldestOpen ?? oldest);
    return oldest;
  }

  /** Writes everything that was taken; `complete` says that the input ended as it should. Throws what went wrong. */
  async finish(complete: boolean): Promise<void> {
    const streams = [...this.#streams.values()].filter((stream) => stream !== null);
    await Promise.all(streams.map((stream) => stream.flush()));
    for (const stream of streams) await stream.end(complete && this.#failure === undefined);
    if (complete) this.#withheld &&= this.#failure !== undefined;
    if (this.#withheld)
      this.#context.log.warning('the run was ended before the end of the input: no table is replaced');
    this.check();
  }

  /** Makes the rows that were written visible to queries. */
  async refresh(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream?.refresh()));
  }

  async #open(message: SchemaMessage): Promise<StreamPipeline | null> {
    const map = this.#options.maps.of(message.stream);
    if (map === null) {
      this.#context.log.info('this stream is left out because of stream_maps', { stream: message.stream });
      return null;
    }
    const transform = new RecordTransform(this.#options.transform, map, this.#context.log);
    const adopted = transform.schema(message);
    const name = this.#tables.take(adopted.stream);
    await this.#checkIsThere(message.stream, name);
    const counts = this.#counts.of(message.stream);
    const stream = await StreamPipeline.open(this.#context, name, adopted, transform, counts);
    return stream;
  }

  /** Throws TABLE_MISSING when an earlier run has loaded the stream into a table that is gone. */
  async #checkIsThere(stream: string, name: TableName): Promise<void> {
    const { db, options, wasLoaded } = this.#context;
    if (options.overwrites || !(await wasLoaded(stream))) return;
    if ((await readTable(db, name)) === undefined) throw tableMissing(name, stream);
  }
}
