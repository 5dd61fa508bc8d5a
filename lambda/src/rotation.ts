import type { Secrets } from './environment/secrets.ts';
import { inTime } from './in-time.ts';

/** What may come of a password that was rotated: a target that was let in before tries on, as CrateDB may be starting. */
const OF_OLD_SECRETS = new Set(['CRATEDB_LOGIN_REFUSED', 'CRATEDB_UNREACHABLE', 'INVOCATION_OUT_OF_TIME']);

/** Work that takes longer than this, or than this part of its time, may wait for a login that the old secret does not get. */
const LOOK_AFTER_MS = 5_000;
const LOOK_AFTER_PART = 1 / 4;

/** The secrets of an invocation, looked at again while it takes long and after it has failed. */
export class WatchedSecrets {
  readonly #secrets: Secrets;
  readonly #timer: NodeJS.Timeout;
  #isOver = false;
  /** True once they turned out to be others than those that were used. */
  wereRotated = false;

  /** Calls `onRotated` once they turn out to be others; `milliseconds` is the time of the invocation. */
  constructor(secrets: Secrets, milliseconds: number, onRotated: () => void) {
    this.#secrets = secrets;
    const look = async (): Promise<void> => {
      const wereRotated = await secrets.renew();
      if (this.#isOver || !wereRotated) return;
      this.wereRotated = true;
      onRotated();
    };
    this.#timer = setTimeout(() => void look(), Math.min(LOOK_AFTER_MS, milliseconds * LOOK_AFTER_PART));
  }

  /** Ends the watch; true when the secrets were rotated, which is found out now where the error may come of that. */
  async end(code: string | undefined, milliseconds: number): Promise<boolean> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    if (this.wereRotated || !OF_OLD_SECRETS.has(code ?? '')) return this.wereRotated;
    if (milliseconds > 0)
      return await inTime(milliseconds, this.#secrets.renew(), () => new Error()).catch(() => false);
    this.#secrets.forget();
    return false;
  }
}
