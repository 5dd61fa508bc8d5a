import { type JsonObject, type LineWriter, type Logger, logMetric } from '@cdc-relay/singer';
import type { Kinesis, Page } from './kinesis/port.ts';
import { PageEmitter } from './run/page-emitter.ts';
import { readShards } from './run/read-shards.ts';
import { ShardSet } from './run/shard-set.ts';
import { StateWriter } from './run/state-writer.ts';
import { Tables } from './run/tables.ts';
import { reachesTip } from './run/tip.ts';
import { type ResolvedSettings, streamName } from './source-url/resolve.ts';
import { parseState } from './state/parse.ts';
import { stateValue } from './state/state.ts';

/** What the tap reads from and writes to. */
export interface TapPorts {
  readonly kinesis: Kinesis;
  readonly output: LineWriter;
  readonly log: Logger;
  /** Asks the tap to end: it finishes the pages in hand and prints a last STATE. */
  readonly signal: AbortSignal;
}

/**
 * Reads the Kinesis stream from where `state` ends and emits Singer messages: until every shard has reached the tip
 * that it had at the start, or for ever (`follow`). Throws ProgramError.
 */
export async function runTap(ports: TapPorts, settings: ResolvedSettings, state: JsonObject): Promise<void> {
  await new Tap(ports, settings, state).run();
}

class Tap {
  readonly #ports: TapPorts;
  readonly #settings: ResolvedSettings;
  readonly #shards: ShardSet;
  readonly #tables: Tables;
  readonly #emitter: PageEmitter;
  readonly #states: StateWriter;

  constructor(ports: TapPorts, settings: ResolvedSettings, state: JsonObject) {
    const name = streamName(settings.stream);
    const memory = parseState(state, name);
    this.#ports = ports;
    this.#settings = settings;
    this.#shards = new ShardSet(memory.bookmarks);
    this.#tables = new Tables(memory.tables);
    this.#emitter = new PageEmitter(ports.output, this.#tables, this.#shards.bookmarks);
    const value = () =>
      this.#shards.bookmarks.size === 0
        ? undefined
        : stateValue(name, this.#shards.bookmarks, this.#tables.streams);
    this.#states = new StateWriter(ports.output, value, settings.state_interval_seconds);
  }

  /** However the reading ends, a last STATE covers what was emitted; where stdout is gone, its fault is thrown. */
  async run(): Promise<void> {
    await this.#states.write();
    try {
      await this.#read();
    } catch (error) {
      // A request to end also interrupts what waits for Kinesis.
      if (!this.#ports.signal.aborted) throw error;
    } finally {
      await this.#states.write();
      await this.#ports.output.end();
      this.#report();
    }
  }

  async #read(): Promise<void> {
    const { kinesis, signal } = this.#ports;
    const startTime = await this.#findShards();
    await readShards({
      kinesis,
      signal,
      shards: this.#shards,
      emit: (shardId, page) => this.#emit(shardId, page, startTime),
    });
  }

  /** Learns of the shards; returns Kinesis' time at the start, in milliseconds. */
  async #findShards(): Promise<number> {
    const fresh = this.#shards.bookmarks.size === 0;
    const { shards, time } = await this.#ports.kinesis.listShards(this.#ports.signal);
    this.#shards.add(shards);
    this.#shards.checkNothingLost();
    if (fresh && this.#settings.start === 'latest') {
      this.#shards.beginAtTip(time);
      await this.#states.write();
      await this.#ports.output.flush();
    }
    return time;
  }

  async #emit(shardId: string, page: Page, startTime: number): Promise<boolean> {
    await this.#emitter.emit(shardId, page.records);
    await this.#states.writeWhenDue();
    await this.#ports.output.flush();
    return !this.#settings.follow && reachesTip(page, startTime);
  }

  #report(): void {
    for (const { name, emitted } of this.#tables.streams.values()) {
      const tags = { stream: name };
      logMetric(this.#ports.log, { type: 'counter', metric: 'record_count', value: emitted, tags });
    }
  }
}
