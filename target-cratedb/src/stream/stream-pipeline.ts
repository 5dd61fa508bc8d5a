import type { JsonObject, RecordMessage, SchemaMessage } from '@cdc-relay/singer';
import { NarrowKey } from '../bad-record/bad-record.ts';
import type { Counts } from '../report/counts.ts';
import type { TableName } from '../sql/quote.ts';
import { Replacement } from '../table/replacement.ts';
import type { RecordTransform } from '../transform/record-transform.ts';
import { activateVersion } from '../write/activate-version.ts';
import type { Operation } from '../write/batch.ts';
import { TableQueue } from '../write/table-queue.ts';
import { TableWriter } from '../write/table-writer.ts';
import { VisibleRows } from '../write/visible-rows.ts';
import type { Awaitable } from './awaitable.ts';
import { type OperationOrigin, RecordMapper } from './record-mapper.ts';
import type { StreamContext } from './stream-context.ts';

/** One stream on its way into its table. */
export class StreamPipeline {
  readonly #context: StreamContext;
  readonly #name: string;
  readonly #transform: RecordTransform;
  readonly #mapper: RecordMapper;
  readonly #writer: TableWriter;
  readonly #queue: TableQueue;
  readonly #visible: VisibleRows;
  readonly #replacement: Replacement | undefined;
  readonly #counts: Counts;
  #tableVersion: number | undefined;
  #unversioned = false;

  private constructor(
    context: StreamContext,
    stream: string,
    name: TableName,
    transform: RecordTransform,
    mapper: RecordMapper,
    replacement: Replacement | undefined,
    counts: Counts,
  ) {
    this.#context = context;
    this.#name = stream;
    this.#transform = transform;
    this.#mapper = mapper;
    this.#replacement = replacement;
    this.#counts = counts;
    const { db, backlog, options, failed } = context;
    this.#writer = new TableWriter(db, mapper.table, {
      tombstoneRetentionMs: options.tombstoneRetentionMs,
      logKeys: options.logKeys,
      rejectRow: (operation, reason) => context.rejectRow(stream, operation, reason),
    });
    this.#visible = new VisibleRows(db, name, context.log, () => this.#queue.oldestOpen === undefined);
    this.#queue = new TableQueue(this.#writer, backlog, options.limits, options.waitMs, {
      dropped: (how) => counts.drop(how),
      written: (...result) => {
        counts.written(...result);
        if (replacement === undefined) this.#visible.written();
        context.written();
      },
      failed,
    });
  }

  /** Opens the stream's table by its first SCHEMA, as `transform` gives it. */
  static async open(
    context: StreamContext,
    name: TableName,
    message: SchemaMessage,
    transform: RecordTransform,
    counts: Counts,
  ): Promise<StreamPipeline> {
    const { db, log, options } = context;
    const replacement = options.overwrites ? await Replacement.begin(db, name) : undefined;
    const mapper = await RecordMapper.open(db, log, replacement?.table ?? name, message, options);
    mapper.table.guarded = transform.isVersioned;
    return new StreamPipeline(context, message.stream, name, transform, mapper, replacement, counts);
  }

  /** Position of the oldest record that is not durable. */
  get oldestOpen(): number {
    return this.#queue.oldestOpen ?? Number.POSITIVE_INFINITY;
  }

  /** Takes a later SCHEMA. Throws BadRecord, KEY_CHANGED. */
  async schema(message: SchemaMessage): Promise<void> {
    const adopted = this.#transform.schema(message);
    this.#mapper.table.guarded = this.#transform.isVersioned;
    await this.#mapper.evolve(adopted);
  }

  /**
   * Takes a record; gives a promise where something has to be waited for. Throws BadRecord, and RangeError for a record
   * that is nested too deep.
   */
  record(message: RecordMessage, position: number, line: number): Promise<void> | undefined {
    this.#counts.received += 1;
    if (this.#versionOf(message) !== this.#tableVersion) return this.#recordOfNext(message, position, line);
    const operation = this.#operation(message, line);
    if (!(operation instanceof Promise)) return this.#add(operation, position);
    return operation.then((made) => this.#add(made, position));
  }

  /**
   * Ends older versions of the table, once all of this one is written. It is not done after records that name no
   * version: nothing would tell them from the older ones. Throws why something could not be written.
   */
  async activate(version: number): Promise<void> {
    if (!this.#context.options.activatesVersions) return;
    if (this.#unversioned) {
      this.#context.log.warning('ACTIVATE_VERSION is ignored, as the records have no version', {
        stream: this.#name,
      });
      return;
    }
    await this.#queue.drain();
    const { db, options } = this.#context;
    await activateVersion(db, this.#mapper.table, version, options.hardDelete);
    this.#visible.written();
    this.#writer.forget();
  }

  async flush(): Promise<void> {
    await this.#queue.flush();
  }

  /** Makes the rows that were written visible to queries. */
  async refresh(): Promise<void> {
    await this.#visible.refresh();
  }

  /** Ends the stream: with `complete` its rows replace the table's, where that was wanted. */
  async end(complete: boolean): Promise<void> {
    const { upserted, deleted } = this.#counts;
    if (this.#replacement === undefined) return;
    await this.#replacement.end(complete, upserted + deleted > 0);
    if (complete) this.#visible.written();
  }

  /** Takes the first record of another version of the table. */
  async #recordOfNext(message: RecordMessage, position: number, line: number): Promise<void> {
    await this.#queue.drain();
    this.#tableVersion = this.#versionOf(message);
    await this.#add(await this.#operation(message, line), position);
  }

  /** The table version of a record; without ACTIVATE_VERSION rows need none, and their batches no order. */
  #versionOf({ version }: RecordMessage): number | undefined {
    return this.#context.options.activatesVersions ? version : undefined;
  }

  #add(operation: Operation, position: number): Promise<void> | undefined {
    this.#unversioned ||= operation.tableVersion === undefined;
    if (operation.overflowed === true) this.#counts.overflowed += 1;
    return this.#queue.add(operation, position);
  }

  #operation(message: RecordMessage, line: number): Awaitable<Operation> {
    const record = this.#transform.record(message, this.#queue.batchBegan);
    const origin = { line, tableVersion: this.#tableVersion };
    try {
      const operation = this.#mapper.operation(record, origin);
      return operation instanceof Promise
        ? operation.catch((error: unknown) => this.#widened(error, record, origin))
        : operation;
    } catch (error) {
      return this.#widened(error, record, origin);
    }
  }

  /** A key column is widened once nothing is in flight to its table. */
  async #widened(error: unknown, record: JsonObject, origin: OperationOrigin): Promise<Operation> {
    if (!(error instanceof NarrowKey)) throw error;
    await this.#queue.drain();
    await this.#mapper.table.widenKey(error.column);
    return await this.#mapper.operation(record, origin);
  }
}
