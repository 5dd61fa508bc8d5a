import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { counted, isInterruption, type LineWriter, type Logger } from '@cdc-relay/singer';
import { exactNames } from '../catalog/table-filter.ts';
import type { DynamoDb, TableDescription } from '../dynamodb/port.ts';
import type { StateWriter } from '../emit/state-writer.ts';
import type { TapOptions } from '../settings/options.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import type { Tables } from '../tables/tables.ts';
import { chooseTables } from './choose-tables.ts';
import { describeTables } from './describe-tables.ts';
import { ItemEmitter } from './item-emitter.ts';
import { ReadUnits } from './read-units.ts';
import { ScanProgress } from './scan-progress.ts';
import { scanTable } from './scan-table.ts';
import { scanTime, sequenceAfter, sequenceBefore } from './sequence.ts';

/** What snapshots are taken with. */
export interface SnapshotPorts {
  /** Opens the way to DynamoDB when it is needed. */
  readonly dynamoDb: () => Promise<DynamoDb>;
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
  /** Aborts when snapshots are requested: whatever is under way begins from scratch. */
  #requested = new AbortController();

  constructor(ports: SnapshotPorts, options: TapOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#marginMs = options.snapshotClockMarginMs;
    this.#emitter = new ItemEmitter(ports.tables, ports.output);
    const { snapshotReadUnits: rate, batchSize: items, snapshotSegments: readers } = options;
    const { consistentRead: consistent } = options;
    this.#units = new ReadUnits({ rate, items, readers, consistent });
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
    // What was scanned while no Kinesis stream was pinned is scanned again.
    const unpinned = fresh && this.#options.mode !== 'snapshot';
    if (unpinned) snapshots.request(this.#unfinished);
    if (this.#options.mode !== 'cdc') snapshots.request(await this.#missing(unpinned, signal));
    if (fresh && this.isBusy) await this.#begin(await this.#ports.dynamoDb(), true, signal);
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
    const isNew = all || (this.#options.mode === 'snapshot' && !this.isBusy);
    return chosen.filter((table) => isNew || !snapshots.tables.has(table));
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
      await this.#scan(dynamoDb, table, description, signal);
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
      ? sequenceBefore(dynamoDb.time, this.#marginMs)
      : sequenceAfter(dynamoDb.time + elapsed, this.#marginMs);
    const beginning = { now: Date.now(), sequence, segments: this.#options.snapshotSegments };
    for (const table of described.keys()) if (snapshots.isRequested(table)) snapshots.begin(table, beginning);
    return described;
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

  async #scan(dynamoDb: DynamoDb, name: string, description: TableDescription, signal: AbortSignal) {
    const { tables, snapshots, states, output, log } = this.#ports;
    const { version, sequence } = snapshots.tables.get(name) ?? {};
    if (version === undefined || sequence === undefined) return;
    const stream = tables.nameOf(name);
    log.info(`snapshot of about ${counted(description.itemCount, 'item')}`, { stream });
    const progress = new ScanProgress(log, stream, description.itemCount);
    const { keys, exampleKey } = description;
    const table = { name, keys, exampleKey, version, sequence };
    const parts = { dynamoDb, table, snapshots, states, output, progress };
    const consistent = this.#options.consistentRead;
    await scanTable({ ...parts, emitter: this.#emitter, units: this.#units, consistent }, signal);
  }

  /** Of tables that are still wanted. */
  get #unfinished(): string[] {
    const { tables, snapshots } = this.#ports;
    return snapshots.unfinished.filter((table) => tables.wants(table));
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
