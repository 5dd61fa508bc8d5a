import { RecentMap, shortId } from '@cdc-relay/singer';
import { type ChangeEvent, itemOf } from '../change-record/event.ts';
import type { Ties } from './ties.ts';

/** Length of a UUID, which AWS makes for each event. */
const UUID_LENGTH = 36;

/** A key may have three kilobytes: longer ids are remembered by their hash. */
const MAX_LENGTH = 300;

/** Remembers change records that were emitted, so that a second delivery is left out. */
export class Duplicates {
  readonly #ties: Ties;
  /** The times of events by their ids; undefined when nothing is to be left out. */
  readonly #seen: RecentMap<number> | undefined;
  /** Deliveries that were left out. */
  left = 0;

  /** `size`: how many are remembered at least, besides those that `ties` must not let through again; 0 for none. */
  constructor(size: number, ties: Ties) {
    this.#seen = size === 0 ? undefined : new RecentMap(size);
    this.#ties = ties;
  }

  /** Remembers an event that is emitted now; true when it was emitted before. */
  seen(event: ChangeEvent): boolean {
    // Without an id, a second delivery cannot be distinguished from a change.
    if (event.eventId === '' || this.#seen === undefined) return false;
    const id = idOf(event);
    const { micros } = event;
    if (this.#seen.get(id) === micros || this.#ties.wasOvertaken(id, micros)) {
      this.left += 1;
      return true;
    }
    this.#seen.set(id, micros);
    this.#ties.emitted(event, id);
    return false;
  }
}

function idOf(event: ChangeEvent): string {
  return event.eventId.length === UUID_LENGTH ? event.eventId : longId(event);
}

/** The ids of emulators are short: alone, they would soon be the same for different changes. */
function longId(event: ChangeEvent): string {
  const { eventId, micros, eventName } = event;
  return shortId(`${eventId} ${micros} ${eventName} ${itemOf(event)}`, MAX_LENGTH);
}
