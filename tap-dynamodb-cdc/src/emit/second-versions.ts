import { RecentMap } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import type { Lineage } from '../shards/lineage.ts';
import { compareSequenceNumbers } from '../shards/sequence-number.ts';
import { itemIdOf } from './item-id.ts';
import { MAX_ORDINAL, SecondCounts } from './second-counts.ts';

/** The newest change of an item whose time is known to the second only. */
export interface LastInSecond {
  readonly item: string;
  /** Its version: the second, and the ordinal within it. */
  readonly version: number;
  /** The sequence number in DynamoDB Streams; empty where the record has none. */
  readonly sequenceNumber: string;
}

/** What the state remembers: how many changes each shard had of its last seconds, and the newest of the last items. */
export interface SecondMemory {
  readonly counts: ReadonlyMap<string, readonly (readonly [number, number])[]>;
  readonly last: readonly LastInSecond[];
}

const SECOND = 1_000_000;

/** Items whose newest change is remembered; the changes of one second may be spread over shards. */
const ITEMS = 10_000;

/** As many of those the state carries. */
const ITEMS_IN_STATE = 64;

/**
 * Makes versions of changes whose times DynamoDB Streams cut to the second: the second, and the ordinal of the change
 * among those that its shard had of that second. Within a second the sequence numbers of DynamoDB Streams order the
 * changes of an item, wherever they come from: one that is older than what was emitted of its item has been overtaken.
 */
export class SecondVersions {
  readonly #counts: SecondCounts;
  readonly #isOrdered: boolean;
  readonly #last = new RecentMap<LastInSecond>(ITEMS);
  /** Changes that came after a newer one of their item and second. */
  overtaken = 0;

  /** `isOrdered`: each change carries its sequence number, so that all of a second have the same version. */
  constructor({ counts, last }: SecondMemory, isOrdered: boolean) {
    this.#counts = new SecondCounts(counts);
    this.#isOrdered = isOrdered;
    for (const change of last) this.#last.set(change.item, change);
  }

  /** The version of a change that is emitted now; undefined for one that is to be left out. */
  versionOf(event: ChangeEvent, shardId: string, lineage: Lineage): number | undefined {
    const { micros: second, streamSequence: sequenceNumber } = event;
    if (sequenceNumber === undefined || second % SECOND !== 0) return second;
    // Not less than any ordinal that an earlier run may have given to a change of this second.
    if (this.#isOrdered) return second + MAX_ORDINAL;
    const item = itemIdOf(event);
    const last = this.#last.get(item);
    const order = last === undefined ? 1 : orderOf(second, sequenceNumber, last);
    if (last !== undefined && order < 0 && secondOf(last) === second) {
      this.overtaken += 1;
      return undefined;
    }
    // Of what came twice, the second one must not seem to be newer.
    if (last !== undefined && order === 0) return last.version;
    const least = last !== undefined && secondOf(last) === second ? last.version - second + 1 : 0;
    const version = second + this.#counts.next(shardId, second, least, lineage);
    if (order > 0) this.#last.set(item, { item, version, sequenceNumber });
    return version;
  }

  /** What the state is to remember of the shards that Kinesis lists; undefined when there is nothing. */
  memory(lineage: Lineage): SecondMemory {
    return {
      counts: this.#counts.of(lineage),
      last: this.#last.last(ITEMS_IN_STATE).map(([, last]) => last),
    };
  }
}

function secondOf({ version }: LastInSecond): number {
  return version - (version % SECOND);
}

/** Positive for a change that is newer than the newest one of its item, zero for that one itself. */
function orderOf(second: number, sequenceNumber: string, last: LastInSecond): number {
  if (secondOf(last) !== second) return second - secondOf(last);
  if (sequenceNumber === '' || last.sequenceNumber === '') return 1;
  return compareSequenceNumbers(sequenceNumber, last.sequenceNumber);
}
