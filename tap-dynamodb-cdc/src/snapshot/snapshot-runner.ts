import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { counted, isInterruption, type LineWriter, type Logger, type Point } from '@cdc-relay/singer';
import { exactNames } from '../catalog/table-filter.ts';
import type { DynamoDb, ExportTables, TableDescription } from '../dynamodb/port.ts';
import type { BadRecords } from '../emit/bad-records.ts';
import type { StateWriter } from '../emit/state-writer.ts';
import type { ExportStores } from '../export/export-stores.ts';
import type { TapOptions } from '../settings/options.ts';
import { startOf } from '../shards/start.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import { isUnfinished, type TableSnapshot } from '../tables/table-snapshot.ts';
import type { Tables } from '../tables/tables.ts';
import { checkShares } from './check-state.ts';
import { chooseTables } from './choose-tables.ts';
import { describeTables } from './describe-tables.ts';
import { readExports } from './export-snapshot.ts';
import type { ScannedTable } from './found-item.ts';
import { ItemEmitter } from './item-emitter.ts';
import { ReadUnits } from './read-units.ts';
import { scanTable } from './scan-table.ts';
import { overlapMs, scanTime, sequenceAfter, sequenceBefore } from './sequence.ts';
import { SEGMENTS_OF_SHARE, type Share, shareOf } from './share.ts';
import { shareTimes } from './share-times.ts';
import { SnapshotWatch } from './snapshot-watch.ts';
import { TableExports } from './table-exports.ts';

/** What snapshots are taken with. */
export interface SnapshotPorts {
  /** Opens the way to DynamoDB when it is needed. */
  readonly dynamoDb: () => Promise<ExportTables>;
  readonly exportStores: ExportStores;
  readonly bad: BadRecords;
  readonly tables: Tables;
  readonly snapshots: SnapshotSet;
  readonly states: StateWriter;
  readonly output: LineWriter;
  readonly log: Logger;
}

/** Takes the snapshots that are requested, one table after the other, while changes are read. */
export class SnapshotRunner {
  readonly #ports: SnapshotPorts;
  readonly #options: TapOptions;
  readonly #marginMs: number;
  readonly #emitter: ItemEmitter;
  readonly #units: ReadUnits;
  readonly #exports: TableExports;
  readonly #share: Share | undefined;
  readonly #watch: SnapshotWatch;
  /** Aborts when snapshots are requested: whatever is under way begins from scratch. */
  #requested = new AbortController();

  constructor(ports: SnapshotPorts, options: TapOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#marginMs = options.snapshotClockMarginMs;
    this.#emitter = new ItemEmitter(ports.tables, ports.output);
    const { snapshotReadUnits: rate, batchSize: items, snapshotSegments: readers } = options;
    const { consistentRead: consistent } = options;
    this.#share = options.snapshotShare === undefined ? undefined : shareOf(options.snapshotShare);
    const { tables, exportStores: stores, log } = ports;
    this.#exports = new TableExports({ stores, options, wants: (table) => tables.wants(table), log });
    this.#watch = new SnapshotWatch(log, ports.snapshots, (table) => tables.nameOf(table));
    this.#units = new ReadUnits({ rate, items, readers, consistent });
  }

  /** What is known of the snapshots, at `now` of a clock that only goes forward. */
  points(now: number): Point[] {
    return this.#watch.points(now);
  }

  /** True while there is something to scan. */
  get isBusy(): boolean {
    return this.#unfinished.length > 0;
  }

  /**
   * Requests the snapshots that `mode` wants and the state does not have. `fresh`: no change was emitted before, by
   * this run or by earlier ones; then they begin at once, before any change is read. Throws CONFIG_INVALID.
   */
  async plan(fresh: boolean, signal: AbortSignal): Promise<void> {
    const { tables, snapshots } = this.#ports;
    // What is not wanted now may miss changes: it gets a new snapshot when it is wanted again.
    for (const table of snapshots.tables.keys()) if (!tables.wants(table)) snapshots.forget(table);
    checkShares(snapshots, this.#options.snapshotShare);
    // What was scanned while no Kinesis stream was pinned is scanned again.
    const unpinned = fresh && this.#options.mode !== 'snapshot';
    if (unpinned) snapshots.request(this.#unfinished);
    if (this.#options.mode !== 'cdc') snapshots.request(await this.#missing(unpinned, signal));
    if (fresh && this.isBusy) await this.#begin(await this.#ports.dynamoDb(), true, signal);
  }

  /** The end of the oldest finished export that a snapshot begins with, by DynamoDB's clock (milliseconds). */
  get oldestExport(): number | undefined {
    const { tables } = this.#ports.snapshots;
    const finished = this.#unfinished.map((table) => tables.get(table)).filter((one) => beginsInPast(one));
    const ends = finished.map((snapshot) => scanTime(snapshot?.sequence ?? 0, this.#marginMs));
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** True where other processes scan the tables, and changes must be read from before they began. */
  get isOfShares(): boolean {
    return this.#options.snapshotSource === 'shares' && this.#ports.snapshots.tables.size > 0;
  }

  /** When the first share began at the earliest (milliseconds), where the settings say it. */
  get sharesBegan(): number | undefined {
    const start = startOf(this.#options);
    if (!this.isOfShares || start.kind !== 'at-timestamp') return undefined;
    return start.time + overlapMs(this.#marginMs);
  }

  /** Requests new snapshots of all tables, as changes of any of them may be lost. The next STATE says so. */
  requestAll(): void {
    const { tables, snapshots, log } = this.#ports;
    const named = exactNames(this.#options.tables);
    const known = [...named, ...snapshots.tables.keys(), ...tables.streams.keys()];
    const wanted = [...new Set(known)].filter((table) => tables.wants(table));
    log.warning(`taking new snapshots of ${counted(wanted.length, 'table')}`);
    snapshots.request(wanted);
    this.#requested.abort();
    this.#requested = new AbortController();
  }

  /** Takes snapshots until `ended` aborts and none is left to take. Throws ProgramError. */
  async run(signal: AbortSignal, ended: AbortSignal): Promise<void> {
    for (;;) {
      const requested = this.#requested.signal;
      await this.#takeAll(AbortSignal.any([signal, requested])).catch((error: unknown) => {
        if (!isInterruption(error, requested)) throw error;
      });
      signal.throwIfAborted();
      if (requested.aborted) continue;
      if (ended.aborted) return;
      await aborted(AbortSignal.any([signal, requested, ended]));
    }
  }

  async #missing(all: boolean, signal: AbortSignal): Promise<string[]> {
    const { tables, snapshots } = this.#ports;
    const dynamoDb = await this.#ports.dynamoDb();
    const wants = (table: string): boolean => tables.wants(table);
    const chosen = await chooseTables({ dynamoDb, options: this.#options, wants }, signal);
    // A snapshot alone is taken in each run, unless there is one to finish.
    const { mode } = this.#options;
    const isNew = all || (mode === 'snapshot' && this.#share === undefined && !this.isBusy);
    const missing = chosen.filter((table) => isNew || !snapshots.tables.has(table));
    this.#sayComplete();
    return all ? missing : await this.#notLoaded(missing, signal);
  }

  /** A share is taken once: whoever runs it again with its state, as after a failure of others, need not wait. */
  #sayComplete(): void {
    const { snapshots, tables, log } = this.#ports;
    if (this.#share === undefined) return;
    for (const [table, snapshot] of snapshots.tables)
      if (!isUnfinished(snapshot))
        log.info(`share ${snapshot.share} is complete already; without its state it is taken again`, {
          stream: tables.nameOf(table),
        });
  }

  /** Without the tables whose rows are those of a finished export already. */
  async #notLoaded(missing: readonly string[], signal: AbortSignal): Promise<string[]> {
    const { snapshots, tables, log } = this.#ports;
    const wanted: string[] = [];
    for (const table of missing) {
      const isLoaded = await this.#exports.isLoaded(table, snapshots.tables.get(table), signal);
      if (isLoaded) log.info('the export is loaded already', { stream: tables.nameOf(table) });
      else wanted.push(table);
    }
    return wanted;
  }

  /** A STATE says what has begun, and where Kinesis was pinned, before the first item is requested. */
  async #takeAll(signal: AbortSignal): Promise<void> {
    if (!this.isBusy) return;
    const dynamoDb = await this.#ports.dynamoDb();
    const described = await this.#begin(dynamoDb, false, signal);
    await this.#ports.states.write();
    await this.#ports.output.flush();
    for (const [table, description] of described) {
      await this.#scanTime(dynamoDb, table, signal);
      await this.#take(dynamoDb, table, description, signal);
    }
  }

  /** Begins what was requested, and describes all that is to be scanned. */
  async #begin(
    dynamoDb: DynamoDb,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<Map<string, TableDescription>> {
    const { snapshots } = this.#ports;
    const began = performance.now();
    const described = await describeTables(dynamoDb, this.#unfinished, this.#options, signal);
    for (const table of this.#unfinished) if (!described.has(table)) this.#giveUp(table);
    const elapsed = performance.now() - began;
    const sequence = fresh
      ? sequenceBefore(this.sharesBegan ?? dynamoDb.time, this.#marginMs)
      : sequenceAfter(dynamoDb.time + elapsed, this.#marginMs);
    const { snapshotShare: share, snapshotSegments } = this.#options;
    const segments = share === undefined ? snapshotSegments : SEGMENTS_OF_SHARE;
    const beginning = { now: Date.now(), sequence, segments, share };
    for (const table of [...described.keys()].filter((name) => snapshots.isRequested(name))) {
      const known = snapshots.tables.get(table);
      const exported = await this.#exports.beginning(table, { fresh, sequence, known }, signal);
      snapshots.begin(table, { ...beginning, ...exported });
      if (this.#options.snapshotSource === 'shares') this.#leaveToShares(table, sequence);
    }
    return described;
  }

  /** Others scan the table; what they find replaces every change before `sequence`. */
  #leaveToShares(table: string, sequence: number): void {
    const { snapshots, tables, log } = this.#ports;
    snapshots.finish(table, snapshots.tables.get(table)?.version ?? 0);
    const { sharesFrom } = shareTimes(sequence, this.#marginMs);
    log.info(`changes are read for shares of the table that begin at ${sharesFrom} or later`, {
      stream: tables.nameOf(table),
    });
  }

  #giveUp(table: string): void {
    const { tables, snapshots, log } = this.#ports;
    log.warning('the table does not exist any more: no snapshot', { stream: tables.nameOf(table) });
    snapshots.forget(table);
  }

  /** Waits until DynamoDB's clock says that the scan may begin. */
  async #scanTime(dynamoDb: DynamoDb, table: string, signal: AbortSignal): Promise<void> {
    const { sequence = 0 } = this.#ports.snapshots.tables.get(table) ?? {};
    for (;;) {
      const early = scanTime(sequence, this.#marginMs) - dynamoDb.time;
      if (early <= 0) return;
      await sleep(early, undefined, { signal });
      await dynamoDb.describe(table, signal);
    }
  }

  async #take(dynamoDb: ExportTables, name: string, description: TableDescription, signal: AbortSignal) {
    const { version, sequence, export: exported } = this.#ports.snapshots.tables.get(name) ?? {};
    if (version === undefined || sequence === undefined) return;
    const { keys, exampleKey } = description;
    const table = { name, keys, exampleKey, version, sequence };
    if (exported === undefined) return await this.#scan(dynamoDb, table, description, signal);
    const own = {
      exports: this.#exports,
      emitter: this.#emitter,
      watch: this.#watch,
      options: this.#options,
    };
    await readExports({ ...this.#ports, ...own, dynamoDb }, table, description, signal);
  }

  async #scan(dynamoDb: DynamoDb, table: ScannedTable, description: TableDescription, signal: AbortSignal) {
    const { tables, snapshots, states, output, log } = this.#ports;
    const stream = tables.nameOf(table.name);
    const share = this.#share;
    const expected = Math.round(description.itemCount / (share?.count ?? 1));
    log.info(`snapshot of about ${counted(expected, 'item')}`, { stream });
    if (share !== undefined) this.#sayShare(table, stream);
    const progress = this.#watch.begin(stream, expected);
    const parts = { dynamoDb, table, snapshots, states, output, progress, share };
    const { consistentRead: consistent, snapshotSegments: readers } = this.#options;
    await scanTable({ ...parts, emitter: this.#emitter, units: this.#units, consistent, readers }, signal);
  }

  #sayShare({ sequence }: ScannedTable, stream: string): void {
    const { changesFrom } = shareTimes(sequence, this.#marginMs);
    this.#ports.log.info(
      `share ${this.#options.snapshotShare}; a run that begins to read the changes later needs start_timestamp ${changesFrom} or earlier`,
      { stream },
    );
  }

  /** Of tables that are still wanted. */
  get #unfinished(): string[] {
    const { tables, snapshots } = this.#ports;
    return snapshots.unfinished.filter((table) => tables.wants(table));
  }
}

function beginsInPast(snapshot: TableSnapshot | undefined): boolean {
  return snapshot?.export !== undefined && !snapshot.export.parts.some(({ pending }) => pending === true);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
