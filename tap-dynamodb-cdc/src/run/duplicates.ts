import { createHash } from 'node:crypto';
import { stringifyJson } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import type { Ties } from './ties.ts';

/** Length of a UUID, which AWS makes anew for each event. */
const UUID_LENGTH = 36;

/** A key may have three kilobytes: longer identities are remembered by their hash. */
const LONGEST = 300;

/** Remembers change records that were emitted, so that a second delivery is left out. */
export class Duplicates {
  readonly #size: number;
  readonly #ties: Ties;
  readonly #seen = new Set<string>();
  /** What was seen, in a ring: what comes next takes the place of the oldest. */
  readonly #ring: string[] = [];
  #next = 0;
  /** Deliveries that were left out. */
  left = 0;

  /** `size`: how many are remembered, beside those that `ties` must not let pass again. */
  constructor(size: number, ties: Ties) {
    this.#size = size;
    this.#ties = ties;
  }

  /** Remembers an event that is emitted now; true when it was emitted before. */
  seen(event: ChangeEvent): boolean {
    // Without an id, nothing tells deliveries from changes.
    if (event.eventId === '' || this.#size === 0) return false;
    const identity = identityOf(event);
    if (this.#seen.has(identity) || this.#ties.wasOvertaken(identity)) {
      this.left += 1;
      return true;
    }
    this.#remember(identity);
    this.#ties.emitted(event, identity);
    return false;
  }

  #remember(identity: string): void {
    const oldest = this.#ring[this.#next];
    if (oldest !== undefined) this.#seen.delete(oldest);
    this.#ring[this.#next] = identity;
    this.#next = (this.#next + 1) % this.#size;
    this.#seen.add(identity);
  }
}

function identityOf(event: ChangeEvent): string {
  return event.eventId.length === UUID_LENGTH ? `${event.eventId} ${event.micros}` : longIdentity(event);
}

/** The ids of emulators are short: alone, they would soon be the same for different changes. */
function longIdentity({ eventId, table, micros, eventName, keys }: ChangeEvent): string {
  const identity = `${eventId} ${micros} ${eventName} ${table} ${stringifyJson(keys)}`;
  return identity.length <= LONGEST ? identity : createHash('sha256').update(identity).digest('base64');
}
