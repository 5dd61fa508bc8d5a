import type { LineWriter } from '@cdc-relay/singer';
import type { Page } from '../kinesis/port.ts';
import type { TapSettings } from '../settings/settings.generated.ts';
import type { PageTimes } from '../shards/read-times.ts';
import type { ShardSet } from '../shards/shard-set.ts';
import type { Emitted } from './emitted.ts';
import type { PageEmitter } from './page-emitter.ts';
import type { Progress } from './progress.ts';
import type { StateWriter } from './state-writer.ts';
import { reachesTip } from './tip.ts';

/** A STATE can be due after so many records of a page. */
const SLICE = 500;

/** Where pages go. */
export interface SinkPorts {
  readonly emitter: PageEmitter;
  readonly shards: ShardSet;
  readonly states: StateWriter;
  readonly progress: Progress;
  readonly output: LineWriter;
}

/** Emits pages, with STATE messages when they are due, and tells when enough was emitted. */
export class PageSink {
  readonly #ports: SinkPorts;
  readonly #slice: number;
  readonly #follow: boolean;
  readonly #full = new AbortController();
  #left: number;

  constructor(ports: SinkPorts, settings: TapSettings) {
    this.#ports = ports;
    this.#slice = Math.min(SLICE, settings.state_interval_records);
    this.#follow = settings.follow;
    this.#left = settings.max_records ?? Number.POSITIVE_INFINITY;
  }

  /** Aborts when as many records were taken as are wanted. */
  get full(): AbortSignal {
    return this.#full.signal;
  }

  /** Emits a page at the pace of stdout's reader. Kinesis' times: at the answer, and at the start (milliseconds). */
  async emit(shardId: string, page: Page, time: number, startTime: number): Promise<Emitted> {
    const { shards, progress, output } = this.#ports;
    const records = this.#take(page);
    for (let begin = 0; begin < records.length; begin += this.#slice) {
      await this.#emitSlice(shardId, records.slice(begin, begin + this.#slice));
    }
    const taken = partOf(page, records, time);
    shards.emitted(shardId, timesOf(taken, time));
    progress.page(shardId, taken);
    await this.#ports.states.emitted(0);
    await output.flush();
    if (records.length < page.records.length) return 'part';
    return !this.#follow && reachesTip(page, startTime, time) ? 'enough' : 'more';
  }

  async #emitSlice(shardId: string, slice: Page['records']): Promise<void> {
    await this.#ports.emitter.emit(shardId, slice);
    await this.#ports.states.emitted(slice.length);
  }

  /** The records that may still be taken. */
  #take({ records }: Page): Page['records'] {
    const taken = records.slice(0, this.#left);
    this.#left -= taken.length;
    if (this.#left === 0) this.#full.abort();
    return taken;
  }
}

/** A page of which only these records were taken: its shard was read until the next one arrived. */
function partOf(page: Page, records: Page['records'], time: number): Page {
  const next = page.records[records.length]?.ApproximateArrivalTimestamp?.getTime() ?? time;
  return { ...page, records, millisBehindLatest: Math.max(page.millisBehindLatest, time - next) };
}

/**
 * What a page says about the times; `time` is Kinesis' own when it answered (milliseconds). Without records the page tells
 * until when its shard was read; with records, only their arrival counts.
 */
function timesOf({ records, millisBehindLatest, isTip }: Page, time: number): PageTimes {
  const arrived = records.at(-1)?.ApproximateArrivalTimestamp?.getTime();
  if (isTip) return { arrived, until: time };
  return {
    arrived,
    until: records.length === 0 && millisBehindLatest > 0 ? time - millisBehindLatest : undefined,
  };
}
