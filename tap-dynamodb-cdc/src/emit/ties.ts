import { RecentMap } from '@cdc-relay/singer';
import { type ChangeEvent, itemOf } from '../change-record/event.ts';
import { itemIdOfText } from './item-id.ts';

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

/** A key may have three kilobytes. */
const MAX_TEXT = 300;

/** Overtaken events that are remembered. */
const OVERTAKEN = 500;

/**
 * Remembers which event of an item was followed by another one with the same time. The versions of the two say
 * nothing, so that a second delivery of the first, however late, would overwrite the second. DynamoDB's times are
 * in milliseconds unless the table says otherwise; in microseconds an item's events do not tie.
 */
export class Ties {
  /** By the item's text, as a hash for each event would cost more than the rest; of a long text by the hash. */
  readonly #last = new RecentMap<{ readonly micros: number; readonly id: string }>(ITEMS);
  /** What earlier runs emitted last, by the hash of the item, until other items have taken its place. */
  readonly #earlier = new Map<string, LastEvent>();
  #askedEarlier = 0;
  readonly #overtaken = new RecentMap<true>(OVERTAKEN);

  constructor(memory: TieMemory) {
    for (const identity of memory.overtaken) this.#overtaken.set(identity, true);
    for (const last of memory.last) this.#earlier.set(last.item, last);
  }

  /** True for an event that another one of its item, with the same time, has followed. */
  wasOvertaken(id: string, micros: number): boolean {
    return !this.#overtaken.isEmpty && this.#overtaken.has(identityOf(id, micros));
  }

  /** Takes notice of an event that is emitted now. */
  emitted(event: ChangeEvent, id: string): void {
    const { micros } = event;
    if (micros % 1000 !== 0) return;
    const text = itemOf(event);
    const item = text.length > MAX_TEXT ? itemIdOfText(text) : text;
    const last = this.#last.get(item) ?? this.#takeEarlier(text);
    if (last?.micros === micros && last.id !== id) this.#overtaken.set(identityOf(last.id, micros), true);
    // An older one that comes late changes nothing: the target drops it, and the newest can still be overtaken.
    const isLate = last !== undefined && micros < last.micros;
    this.#last.set(item, isLate ? last : { micros, id });
  }

  /** What an earlier run has emitted last of an item. */
  #takeEarlier(text: string): { readonly micros: number; readonly id: string } | undefined {
    if (this.#earlier.size === 0) return undefined;
    const item = itemIdOfText(text);
    const last = this.#earlier.get(item);
    this.#earlier.delete(item);
    this.#askedEarlier += 1;
    if (this.#askedEarlier >= ITEMS) this.#earlier.clear();
    return last && { micros: last.micros, id: idIn(last) };
  }

  /** What the state is to remember. */
  memory(): TieMemory {
    const last = this.#last.last(ITEMS_IN_STATE).map(([item, { micros, id }]) => {
      return { item: isText(item) ? itemIdOfText(item) : item, micros, identity: identityOf(id, micros) };
    });
    return {
      overtaken: this.#overtaken.last(OVERTAKEN).map(([identity]) => identity),
      last: [...this.#earlier.values(), ...last].slice(-ITEMS_IN_STATE),
    };
  }
}

/** The same for every delivery of a change; texts are made of it only where there is a tie. */
function identityOf(id: string, micros: number): string {
  return `${id} ${micros}`;
}

function idIn({ identity, micros }: LastEvent): string {
  return identity.slice(0, -` ${micros}`.length);
}

/** The text of an item ends with the bracket of its key's values, a hash never does. */
function isText(item: string): boolean {
  return item.endsWith(']');
}
