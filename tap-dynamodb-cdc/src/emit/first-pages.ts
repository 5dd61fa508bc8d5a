import { counted, type Logger } from '@cdc-relay/singer';
import type { Page } from '../kinesis/port.ts';
import type { ShardSet } from '../shards/shard-set.ts';

/** Says it, once, when all shards are read to their tip for the first time and there was no record. */
export class FirstPages {
  readonly #shards: Pick<ShardSet, 'lineage'>;
  readonly #log: Logger;
  readonly #hint: string;
  readonly #empty = new Set<string>();
  #isDone = false;

  /** `isFresh`: reading began without a state. */
  constructor(shards: Pick<ShardSet, 'lineage'>, isFresh: boolean, log: Logger) {
    this.#shards = shards;
    this.#log = log;
    this.#hint = isFresh
      ? 'no record there; if changes should be, see whether the tables stream into it, and from where on `start` reads'
      : 'nothing new since the state';
  }

  /** A page that was emitted. */
  page(shardId: string, page: Page): void {
    if (this.#isDone) return;
    if (page.records.length > 0) {
      this.#isDone = true;
      return;
    }
    const isRead = page.isTip || page.nextIterator === undefined;
    if (!isRead || this.#empty.has(shardId)) return;
    this.#empty.add(shardId);
    const open = [...this.#shards.lineage.values()].filter((shard) => shard.open);
    if (!open.every(({ id }) => this.#empty.has(id))) return;
    this.#isDone = true;
    this.#log.info(`${counted(open.length, 'shard')} read to the end: ${this.#hint}`);
  }
}
