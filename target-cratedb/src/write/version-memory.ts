import { createHash } from 'node:crypto';

/** Longer ids of keys (they may have three kilobytes) are remembered by their hash. */
const MAX_ID = 100;

/**
 * What a process knows of the versions of rows and tombstones without asking CrateDB: the last operations it wrote
 * itself, and the horizon: nothing outside this memory is newer than that. In a stream that is nearly in order, almost
 * every record is newer than the horizon, so almost none needs a lookup.
 */
export class VersionMemory {
  readonly #half: number;
  /** What was written last. */
  #young = new Map<string, number>();
  /** What was written before that; it is forgotten once there are as many newer ones. */
  #old = new Map<string, number>();
  #horizon: number;

  /**
   * `limit`: keys that are remembered at most; half as many at least. `horizon`: the newest version in the table and
   * among its tombstones, -Infinity when there is none.
   */
  constructor(limit: number, horizon: number) {
    this.#half = Math.ceil(limit / 2);
    this.#horizon = horizon;
  }

  /** `newer`: safe to write; `stale`: an older record, to drop; `unknown`: CrateDB has to be asked. */
  judge(keyId: string, version: number): 'newer' | 'stale' | 'unknown' {
    const id = shortId(keyId);
    const known = this.#young.get(id) ?? this.#old.get(id);
    if (known !== undefined) return version < known ? 'stale' : 'newer';
    return version < this.#horizon ? 'unknown' : 'newer';
  }

  /** Notes the version that was written, or deleted, for a key. */
  remember(keyId: string, version: number): void {
    this.#young.set(shortId(keyId), version);
    if (this.#young.size >= this.#half) this.#forgetOld();
  }

  #forgetOld(): void {
    for (const version of this.#old.values()) this.#horizon = Math.max(this.#horizon, version);
    this.#old = this.#young;
    this.#young = new Map();
  }
}

/** Half a surrogate pair is no UTF-8, so that the hash is one of UTF-16. */
function shortId(id: string): string {
  return id.length > MAX_ID ? createHash('sha256').update(id, 'utf16le').digest('base64') : id;
}
