import { codeOf, type Environment, type Logger } from '@cdc-relay/singer';
import { secretUnreadable } from './environment/read-secret.ts';
import type { Secrets } from './environment/secrets.ts';
import { settingsOf } from './environment/settings.ts';
import type { InvocationContext } from './event.ts';
import { inTime } from './in-time.ts';
import type { Outcome } from './outcome.ts';
import type { EventRecords } from './source-records.ts';
import { Worker } from './worker.ts';

/** Of the time that an invocation has left, this much is kept for the answer, in milliseconds. */
const FOR_THE_ANSWER = 1_000;

/** What may come of a password that was rotated: a target that was let in before tries on, as CrateDB may be starting. */
const OF_OLD_SECRETS = new Set(['CRATEDB_LOGIN_REFUSED', 'CRATEDB_UNREACHABLE', 'INVOCATION_OUT_OF_TIME']);

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

  /** Brings records into CrateDB, in the time of the invocation. Throws CONFIG_INVALID, SECRET_UNREADABLE. */
  async carry({ records, ofTableStreams }: EventRecords, context: InvocationContext): Promise<Outcome> {
    const left = (): number => context.getRemainingTimeInMillis() - FOR_THE_ANSWER;
    const free = this.#free[`${ofTableStreams}`];
    const worker = free.pop() ?? (await this.#open(ofTableStreams, left()));
    const outcome = await worker.carry(records, context.awsRequestId, left());
    if (outcome.fault === undefined) free.push(worker);
    if (OF_OLD_SECRETS.has(codeOf(outcome.fault) ?? '')) this.#secrets.forget();
    return outcome;
  }

  async #open(ofTableStreams: boolean, milliseconds: number): Promise<Worker> {
    const late = () => secretUnreadable('A secret', 'the time of the invocation ends');
    const environment = await inTime(milliseconds, this.#secrets.resolve(this.#environment), late);
    return new Worker(settingsOf(environment), ofTableStreams, this.#log);
  }
}
