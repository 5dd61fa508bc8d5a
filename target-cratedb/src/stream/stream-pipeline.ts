import type { ActivateVersionMessage, JsonObject, RecordMessage, SchemaMessage } from '@cdc-relay/singer';
import { NarrowKey } from '../bad-record/bad-record.ts';
import type { Counts } from '../report/counts.ts';
import type { TableName } from '../sql/quote.ts';
import { checkSource, isOfTableStream } from '../table/check-source.ts';
import { makeLiveView } from '../table/live-view.ts';
import { tableOptionsOf } from '../table/options.ts';
import { keyOfManyWriters } from '../table/rebuild-keys.ts';
import { Replacement } from '../table/replacement.ts';
import { type StreamTransform, type TransformRules, transformOf } from '../transform/stream-transform.ts';
import { activateVersion } from '../write/activate-version.ts';
import type { Operation } from '../write/batch.ts';
import { TableQueue } from '../write/table-queue.ts';
import { TableWriter } from '../write/table-writer.ts';
import { VisibleRows } from '../write/visible-rows.ts';
import type { Awaitable } from './awaitable.ts';
import { type OperationOrigin, RecordMapper } from './record-mapper.ts';
import type { StreamContext, StreamOptions } from './stream-context.ts';

/** One stream on its way into its table. */
export class StreamPipeline {
  readonly #context: StreamContext;
  readonly #rules: TransformRules;
  readonly #mapper: RecordMapper;
  readonly #writer: TableWriter;
  readonly #queue: TableQueue;
  readonly #visible: VisibleRows;
  readonly #replacement: Replacement | undefined;
  readonly #counts: Counts;
  readonly #name: TableName;
  #transform: StreamTransform;
  /** Null before the first record. */
  #tableVersion: number | undefined | null = null;
  #unversioned = false;

  private constructor(
    context: StreamContext,
    name: TableName,
    transform: StreamTransform,
    rules: TransformRules,
    mapper: RecordMapper,
    replacement: Replacement | undefined,
    counts: Counts,
  ) {
    this.#context = context;
    this.#transform = transform;
    this.#rules = rules;
    this.#mapper = mapper;
    this.#replacement = replacement;
    this.#counts = counts;
    this.#name = name;
    const { db, log, backlog, progress, badRecords, options } = context;
    const { deleteMode, tombstoneRetentionMs, logKeys, limits, waitMs } = options;
    this.#writer = new TableWriter(db, log, mapper.table, {
      deleteMode,
      tombstoneRetentionMs,
      logKeys,
      rejectRow: (operation, reason) => badRecords.rejectRow(transform.schema.stream, operation, reason),
    });
    this.#visible = new VisibleRows(db, name, log, () => this.#queue.oldestOpen === undefined);
    const queueOptions = { backlog, progress, limits, waitMs };
    this.#queue = new TableQueue(this.#writer, queueOptions, {
      dropped: (how) => counts.drop(how),
      written: (...result) => {
        counts.written(...result);
        if (replacement === undefined) this.#visible.written();
      },
    });
  }

  /** Opens the table of this name for the stream whose first SCHEMA `transform` is made of. */
  static async open(
    context: StreamContext,
    name: TableName,
    transform: StreamTransform,
    rules: TransformRules,
    counts: Counts,
  ): Promise<StreamPipeline> {
    const { db, log, options, leases } = context;
    if (isForOneWriter(transform, options)) await leases.take(name);
    else if (isForSeveral(transform, options)) await leases.untilFree(name);
    const replacement = options.overwrites ? await Replacement.begin(db, name) : undefined;
    const mapper = await RecordMapper.open(db, log, replacement?.table ?? name, transform, options);
    const pipeline = new StreamPipeline(context, name, transform, rules, mapper, replacement, counts);
    if (replacement === undefined) await pipeline.#showLive(name);
    return pipeline;
  }

  /** Where deletions stay in the table, a view shows the others. */
  async #showLive(name: TableName): Promise<void> {
    const { db, log, options } = this.#context;
    if (options.deleteMode === 'remove' || this.#mapper.table.appends) return;
    const { view } = tableOptionsOf(this.#transform.schema.stream, options.tables);
    await makeLiveView(db, log, name, view);
  }

  /** Applies a later SCHEMA to the records that follow. Throws BadRecord, KEY_CHANGED. */
  async schema(message: SchemaMessage): Promise<void> {
    this.#transform = transformOf(message, this.#rules);
    await this.#mapper.evolve(this.#transform);
  }

  /**
   * Accepts a record; returns a promise where something has to be waited for. Throws BadRecord, and RangeError for a
   * record that is nested too deep.
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
   * version: nothing would distinguish them from the older ones. Throws why something could not be written.
   */
  async activate(message: ActivateVersionMessage): Promise<void> {
    if (!this.#context.options.activatesVersions) return;
    if (this.#unversioned) {
      this.#context.log.warning('ACTIVATE_VERSION is ignored, as the records have no version', {
        stream: this.#transform.schema.stream,
      });
      return;
    }
    await this.#queue.drain();
    const { db, options } = this.#context;
    await activateVersion(db, this.#mapper.table, message, options.deleteMode);
    this.#visible.written();
    this.#writer.forget();
  }

  /** Writes everything that was accepted; never throws, as faults go to the progress of the load. */
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
    if (!complete) return;
    await this.#showLive(this.#name);
    this.#visible.written();
  }

  /** Accepts the first record of another version of the table. */
  async #recordOfNext(message: RecordMessage, position: number, line: number): Promise<void> {
    await this.#queue.drain();
    const version = this.#versionOf(message);
    if (this.#tableVersion === null) await this.#checkSource(version);
    this.#tableVersion = version;
    await this.#add(await this.#operation(message, line), position);
  }

  async #checkSource(version: number | undefined): Promise<void> {
    const { table } = this.#mapper;
    const ofTableStream = isOfTableStream(this.#transform.schema.schema.properties);
    if (!table.appends) await checkSource(this.#context.db, table, ofTableStream, version);
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
    const origin = { line, tableVersion: this.#tableVersion ?? undefined };
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
    const { table } = this.#mapper;
    if (this.#context.options.deleteMode !== 'remove') throw keyOfManyWriters(table.name, error.column);
    await this.#queue.drain();
    await table.widenKey(error.column);
    return await this.#mapper.operation(record, origin);
  }
}

/** Several processes may append rows, and write keys in the modes that keep deletions in the table. */
function isForOneWriter(transform: StreamTransform, options: StreamOptions): boolean {
  return options.overwrites || (options.deleteMode === 'remove' && hasKey(transform, options));
}

/** Where deletions stay in the table, a process that removes rows must not write it at the same time. */
function isForSeveral(transform: StreamTransform, options: StreamOptions): boolean {
  return options.deleteMode !== 'remove' && hasKey(transform, options);
}

function hasKey({ schema }: StreamTransform, { appendOnly }: StreamOptions): boolean {
  return !appendOnly && (schema.key_properties ?? []).length > 0;
}
