import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue, Logger } from '@cdc-relay/singer';
import type { DaemonChannel } from './daemon-channel.ts';
import type { Position } from './protocol.ts';

/** What the daemon answers once another worker has the shard, or this one is ending. */
const LOST = 'ShutdownException';

/** A checkpoint at the end of a shard has to succeed: its children wait for it. Pauses between tries, milliseconds. */
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 10_000;

/** Takes the position of a shard to what CrateDB has, never further, and not more often than it is worth. */
export class Checkpoints {
  readonly #channel: Pick<DaemonChannel, 'checkpoint'>;
  readonly #intervalMs: number;
  readonly #log: Logger;
  #kept: Position | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(channel: Pick<DaemonChannel, 'checkpoint'>, intervalMs: number, log: Logger) {
    this.#channel = channel;
    this.#intervalMs = intervalMs;
    this.#log = log;
  }

  /** Keeps the position of the last durable STATE, unless the last try was a moment ago. */
  async keepIfDue(durable: JsonValue | undefined): Promise<void> {
    if (performance.now() - this.#triedAt >= this.#intervalMs) await this.keep(durable);
  }

  /** Keeps the position of the last durable STATE. What fails is tried again with the next one: it costs a replay only. */
  async keep(durable: JsonValue | undefined): Promise<void> {
    const position = durable as Position | undefined;
    if (position === undefined || isSame(position, this.#kept)) return;
    const error = await this.#channel.checkpoint(position);
    this.#triedAt = performance.now();
    if (error === null) this.#kept = position;
    else if (error !== undefined)
      this.#log.warning(`the checkpoint at ${position.sequenceNumber} failed: ${error}`);
  }

  /** Says that the shard is read to its end. Call it when everything is durable. */
  async end(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      const error = await this.#channel.checkpoint(undefined);
      if (error === null || error === undefined) return;
      this.#log.warning(`the checkpoint at the end of the shard failed: ${error}`);
      if (error === LOST) return;
      await sleep(pause);
    }
  }
}

function isSame(one: Position, other: Position | undefined): boolean {
  return one.sequenceNumber === other?.sequenceNumber && one.subSequenceNumber === other.subSequenceNumber;
}
