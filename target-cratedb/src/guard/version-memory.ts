/**
 * What a process knows of the versions of rows and tombstones without asking CrateDB: the last operations it wrote
 * itself, and the horizon: nothing outside this memory is newer than that. In a stream that is nearly in order, almost
 * every record is newer than the horizon, so almost none needs a lookup.
 */
export class VersionMemory {
  readonly #limit: number;
  readonly #byKey = new Map<string, number>();
  #horizon: number;

  /** `horizon`: the newest version in the table and among its tombstones, -Infinity when there is none. */
  constructor(limit: number, horizon: number) {
    this.#limit = limit;
    this.#horizon = horizon;
  }

  /** `newer`: safe to write; `stale`: an older record, to drop; `unknown`: CrateDB has to be asked. */
  judge(keyId: string, version: number): 'newer' | 'stale' | 'unknown' {
    const known = this.#byKey.get(keyId);
    if (known !== undefined) return version < known ? 'stale' : 'newer';
    return version < this.#horizon ? 'unknown' : 'newer';
  }

  /** Notes the version that was written, or deleted, for a key. */
  remember(keyId: string, version: number): void {
    this.#byKey.delete(keyId);
    this.#byKey.set(keyId, version);
    if (this.#byKey.size > this.#limit) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [keyId, version] of this.#byKey) {
      this.#byKey.delete(keyId);
      this.#horizon = Math.max(this.#horizon, version);
      return;
    }
  }
}
