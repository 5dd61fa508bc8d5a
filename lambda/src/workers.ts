import { codeOf, type Environment, type Logger } from '@cdc-relay/singer';
import { secretUnreadable } from './environment/read-secret.ts';
import type { Secrets } from './environment/secrets.ts';
import { settingsOf } from './environment/settings.ts';
import type { InvocationContext } from './event.ts';
import { inTime } from './in-time.ts';
import type { Outcome } from './outcome.ts';
import { WatchedSecrets } from './rotation.ts';
import type { EventRecords } from './source-records.ts';
import { Worker } from './worker.ts';

/** Of the time that an invocation has left, this much is kept for the answer, in milliseconds. */
const FOR_THE_ANSWER = 1_000;

/** Milliseconds that an invocation has left for its work. */
type Left = () => number;

/**
 * The workers that carry nothing at the moment, by the kind of their events. A worker carries one batch at a time: an
 * invocation beside another one, as Lambda Managed Instances have them, opens its own. One that has failed is not kept.
 */
export class Workers {
  readonly #environment: Environment;
  readonly #secrets: Secrets;
  readonly #log: Logger;
  readonly #free: { readonly [ofTableStreams in 'true' | 'false']: Worker[] } = { true: [], false: [] };

  constructor(environment: Environment, secrets: Secrets, log: Logger) {
    this.#environment = environment;
    this.#secrets = secrets;
    this.#log = log;
  }

  /**
   * Brings records into CrateDB, in the time of the invocation; once more with new secrets, where those that were used
   * have been rotated. Throws CONFIG_INVALID, SECRET_UNREADABLE.
   */
  async carry(batch: EventRecords, context: InvocationContext): Promise<Outcome> {
    const left = (): number => context.getRemainingTimeInMillis() - FOR_THE_ANSWER;
    const { outcome, wereRotated } = await this.#carryOnce(batch, left);
    if (!wereRotated || outcome.fault === undefined || left() <= 0) return outcome;
    this.#log.info('a secret has been rotated: the records are sent again');
    return (await this.#carryOnce(batch, left)).outcome;
  }

  async #carryOnce(
    { records, ofTableStreams }: EventRecords,
    left: Left,
  ): Promise<{ outcome: Outcome; wereRotated: boolean }> {
    const free = this.#free[`${ofTableStreams}`];
    const worker = free.pop() ?? (await this.#open(ofTableStreams, left()));
    const watched = new WatchedSecrets(this.#secrets, left(), () => worker.stop());
    const outcome = await worker.carry(records, left());
    if (outcome.fault === undefined && !watched.wereRotated) free.push(worker);
    return { outcome, wereRotated: await watched.end(codeOf(outcome.fault), left()) };
  }

  async #open(ofTableStreams: boolean, milliseconds: number): Promise<Worker> {
    const late = () => secretUnreadable('A secret', 'the time of the invocation ends');
    const environment = await inTime(milliseconds, this.#secrets.resolve(this.#environment), late);
    return new Worker(settingsOf(environment), ofTableStreams, this.#log);
  }
}
