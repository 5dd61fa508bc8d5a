import { RecentMap, shortId } from '@cdc-relay/singer';
import { compareVersions, type Version } from './version.ts';

/** Longer ids of keys (they may have three kilobytes) are remembered by their hash. */
const MAX_ID = 100;

/**
 * What a process knows of the versions of rows and tombstones without asking CrateDB: the last operations it wrote
 * itself, and the horizon: nothing outside this memory is newer than that. In a stream that is nearly in order, almost
 * every record is newer than the horizon, so almost none needs a lookup.
 */
export class VersionMemory {
  /** The versions of the keys that were written last. */
  readonly #known: RecentMap<number | Version>;
  #horizon: number;

  /**
   * `limit`: keys that are remembered at most; half as many at least. `horizon`: the newest version in the table and
   * among its tombstones, -Infinity when there is none.
   */
  constructor(limit: number, horizon: number) {
    this.#known = new RecentMap(Math.ceil(limit / 2), (known) => {
      this.#horizon = Math.max(this.#horizon, inFull(known).version);
    });
    this.#horizon = horizon;
  }

  /** `newer`: safe to write; `stale`: an older record, to drop; `unknown`: CrateDB has to be asked. */
  judge(keyId: string, change: Version): 'newer' | 'stale' | 'unknown' {
    const known = this.#known.get(shortId(keyId, MAX_ID));
    if (known !== undefined) return compareVersions(change, inFull(known)) < 0 ? 'stale' : 'newer';
    if (change.version === this.#horizon && change.order !== undefined) return 'unknown';
    return change.version < this.#horizon ? 'unknown' : 'newer';
  }

  /** Notes the version that was written, or deleted, for a key. */
  remember(keyId: string, { version, order }: Version): void {
    this.#known.set(shortId(keyId, MAX_ID), order === undefined ? version : { version, order });
  }
}

/** Most versions have no order: a number alone takes less memory. */
function inFull(known: number | Version): Version {
  return typeof known === 'number' ? { version: known } : known;
}
