import { RecentMap } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import { itemIdOf } from './item-id.ts';

/** The newest event of an item: its time and identity. */
interface LastEvent {
  readonly item: string;
  readonly micros: number;
  readonly identity: string;
}

/** What the state remembers of ties: the events that were overtaken, and the last ones that still can be. */
export interface TieMemory {
  readonly overtaken: readonly string[];
  readonly last: readonly LastEvent[];
}

/** Items whose last event is remembered: ties are close together, in the Kinesis stream as in time. */
const ITEMS = 1000;

/** As many of those the state carries: a run that ends between two tied events is rare. */
const ITEMS_IN_STATE = 64;

/** Overtaken events that are remembered. */
const OVERTAKEN = 500;

/**
 * Remembers which event of an item was followed by another one with the same time. The versions of the two say
 * nothing, so that a second delivery of the first, however late, would overwrite the second. DynamoDB's times are
 * in milliseconds unless the table says otherwise; in microseconds an item's events do not tie.
 */
export class Ties {
  readonly #last = new RecentMap<LastEvent>(ITEMS);
  readonly #overtaken = new RecentMap<true>(OVERTAKEN);

  constructor(memory: TieMemory) {
    for (const identity of memory.overtaken) this.#overtaken.set(identity, true);
    for (const last of memory.last) this.#last.set(last.item, last);
  }

  /** True for an event that another one of its item, with the same time, has followed. */
  wasOvertaken(identity: string): boolean {
    return this.#overtaken.has(identity);
  }

  /** Takes notice of an event that is emitted now. */
  emitted(event: ChangeEvent, identity: string): void {
    const { micros } = event;
    if (micros % 1000 !== 0) return;
    const item = itemIdOf(event);
    const last = this.#last.get(item);
    if (last?.micros === micros && last.identity !== identity) this.#overtaken.set(last.identity, true);
    // An older one that comes late changes nothing: the target drops it, and the newest can still be overtaken.
    const isLate = last !== undefined && micros < last.micros;
    this.#last.set(item, isLate ? last : { item, micros, identity });
  }

  /** What the state is to remember. */
  memory(): TieMemory {
    return {
      overtaken: this.#overtaken.last(OVERTAKEN).map(([identity]) => identity),
      last: this.#last.last(ITEMS_IN_STATE).map(([, last]) => last),
    };
  }
}
