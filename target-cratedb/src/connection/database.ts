import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, messageOf, Outage } from '@cdc-relay/singer';
import pLimit from 'p-limit';
import pg from 'pg';
import type { Destination } from '../destination/destination.ts';
import { BulkStatement } from './bulk-statement.ts';
import { errorKind, isUnknownTable } from './error-kind.ts';
import { connectionFault, isLoginRefusal, isNameUnknown, unreachable } from './faults.ts';
import { Health } from './health.ts';
import { checkIsTable } from './not-a-table.ts';
import { CONNECTIONS, limitStatements, makeConnections } from './pool.ts';
import type { Result } from './result.ts';
import { isTransient, nextDelay, type RetryPolicy } from './retry.ts';
import { hasStarted, NOT_RECOVERED } from './starting.ts';
import { STATEMENT_BYTES } from './statement-bytes.ts';
import { runStatement } from './user-statement.ts';

/** How long to wait for CrateDB. */
export interface DatabaseOptions {
  /** One statement, before it counts as failed for the moment and is retried. */
  readonly statementTimeoutMs: number;
  /** All tries of one statement together, from its first failure on. */
  readonly retryLimitMs: number;
}

/** The answer to a statement. */
export interface Answer<Row> {
  readonly rows: readonly Row[];
  /** Rows written; CrateDB's count of what it really did. */
  readonly rowCount: number;
}

type Values = readonly unknown[];

/** Runs one statement, once. */
export type Run = <Row extends pg.QueryResultRow = Record<string, unknown>>(
  text: string,
  values?: Values,
) => Promise<Answer<Row>>;

/** Statements whose time depends on the size of a table have no limit (`pg` takes no larger one). */
const NO_LIMIT_MS = 2 ** 31 - 1;

/**
 * CrateDB finds its tables a moment after the cluster's state is recovered (6.4 updates its schemas later than the
 * state that `sys` shows): a table counts as unknown only after this many tries, in a second and a half.
 */
const TRIES_OF_UNKNOWN = 5;
const LAG_MS = 100;

/** A program that was asked to end continues this long with what may take long. */
const STOP_WITHIN_MS = 3000;

/** A connection pool to CrateDB that outlasts restarts of the server: transient errors are retried with back-off. */
export class Database implements AsyncDisposable {
  readonly #pool: pg.Pool;
  readonly #close: () => Promise<void>;
  /** Lets statements wait for a free connection without a limit of time, which the pool would set for them. */
  readonly #inTurn = pLimit(CONNECTIONS);
  /** Statements with more bytes than a batch has are run one at a time. */
  readonly #largeInTurn = pLimit(1);
  readonly #log: Logger;
  readonly #closing = new AbortController();
  /** Ends the waiting for a server that is unavailable. */
  readonly #signal: AbortSignal;
  readonly #where: string;
  readonly #policy: RetryPolicy;
  readonly #statementTimeoutMs: number;
  /** True once CrateDB has let the user in. */
  #wasLetIn = false;
  /** Called right before each statement is sent; it may wait, or throw. */
  #permit: () => Promise<void> | undefined = () => undefined;
  #overdue = false;
  readonly #outage = new Outage();
  readonly health = new Health();

  /** `signal` ends the waiting for a server that is unavailable. */
  constructor(destination: Destination, options: DatabaseOptions, log: Logger, signal: AbortSignal) {
    this.#log = log;
    this.#signal = AbortSignal.any([signal, this.#closing.signal]);
    this.#where = destination.hosts.map(({ host, port }) => `${host}:${port}`).join(', ');
    this.#policy = { firstMs: 200, maxMs: 10_000, giveUpAfterMs: options.retryLimitMs };
    this.#statementTimeoutMs = options.statementTimeoutMs;
    const { pool, close } = makeConnections(destination, options.statementTimeoutMs, log);
    this.#pool = pool;
    this.#close = close;
    const overdue = (): void => {
      this.#overdue = true;
    };
    signal.addEventListener('abort', () => setTimeout(overdue, STOP_WITHIN_MS).unref(), { once: true });
  }

  /**
   * Runs one statement. Transient errors are retried; throws CRATEDB_UNREACHABLE after that, CRATEDB_LOGIN_REFUSED,
   * CRATEDB_TLS_FAILED, CRATEDB_DENIED, else CrateDB's error.
   */
  async query<Row extends pg.QueryResultRow = Record<string, unknown>>(
    text: string,
    values: Values = [],
  ): Promise<Answer<Row>> {
    return await this.attempt((run) => run<Row>(text, values));
  }

  /**
   * Runs one statement that may take as long as it needs, while `progress` changes; when that does not change, its
   * answer counts as lost, and it is run again: it must not matter that it was run before.
   */
  async queryLong(text: string, progress: () => Promise<unknown>): Promise<void> {
    await this.#onClient(async (client) => {
      await client.query(limitStatements(0));
      const ended = new AbortController();
      try {
        const answer = client.query({ text, query_timeout: NO_LIMIT_MS } as pg.QueryConfig);
        await Promise.race([naming(text, answer), this.#standstill(progress, ended.signal)]);
      } finally {
        ended.abort();
      }
      await client.query(limitStatements(this.#statementTimeoutMs));
    });
  }

  /** Throws once `progress` returns the same for as long as a statement may take. */
  async #standstill(progress: () => Promise<unknown>, signal: AbortSignal): Promise<never> {
    for (let before: unknown; ; ) {
      await sleep(this.#statementTimeoutMs, undefined, { signal });
      const now = await progress();
      if (now === before) throw new Error('Query read timeout');
      before = now;
    }
  }

  /** Waits until the cluster's state is recovered: until then CrateDB answers as if it had no tables. */
  async waitUntilStarted(): Promise<void> {
    await this.#retrying(async () => {
      if (!(await hasStarted(this.#run))) throw new Error(NOT_RECOVERED);
    });
  }

  /** Does something that is done again from its beginning after a transient error; `tries` counts those before. */
  async attempt<Result>(work: (run: Run, tries: number) => Promise<Result>): Promise<Result> {
    return await this.#retrying((tries) => work(this.#run, tries));
  }

  /** Has every statement wait for a permit right before it is sent; what that throws is the statement's error. */
  permitBy(permit: () => Promise<void> | undefined): void {
    this.#permit = permit;
  }

  readonly #run: Run = async (text, values = []) => {
    const send = () => this.#inTurn(() => this.#withClient((client) => client.query(text, [...values])));
    // CrateDB needs many times the bytes of a statement while it reads it.
    return answerOf(await naming(text, isLarge(values) ? this.#largeInTurn(send) : send()));
  };

  /** Runs one statement once per set of values, as one bulk operation; returns the sum of the rows changed. */
  async queryEach(text: string, sets: readonly (readonly string[])[]): Promise<number> {
    return await this.#onClient(
      async (client) => await naming(text, client.query(new BulkStatement(text, sets)).done),
    );
  }

  /** Runs one statement and returns the answer as CrateDB's own texts, arrays as JSON; parameters are texts, too. */
  async read(text: string, parameters: readonly string[] = []): Promise<Result> {
    return await this.#onClient((client) => runStatement(client, text, parameters));
  }

  /**
   * True some seconds after the program was asked to end: what takes long is cancelled, as the next run does it again.
   */
  get isOverdue(): boolean {
    return this.#overdue;
  }

  /** Closes the connections. A statement that waits for CrateDB meanwhile is given up. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#close();
  }

  /** Does something on one connection, which is not used again when it fails. */
  async #onClient<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return await this.#retrying(() => this.#inTurn(() => this.#withClient(work)));
  }

  async #withClient<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect();
    // A connection that breaks also fails the statement in hand; without a listener it would end the process.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    let isSound = false;
    try {
      const wait = this.#permit();
      if (wait !== undefined) await wait;
      const result = await work(client);
      isSound = true;
      return result;
    } catch (error) {
      if (errorKind(error) === 'transient') this.health.lost();
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(!isSound);
    }
  }

  async #retrying<Result>(attempt: (tries: number) => Promise<Result>): Promise<Result> {
    const retried = { since: undefined as number | undefined };
    try {
      const result = await this.#untilDone(attempt, retried);
      this.#wasLetIn = true;
      this.#recovered(retried.since, true);
      return result;
    } catch (error) {
      this.#recovered(retried.since, false);
      throw error;
    }
  }

  /** Says once that CrateDB is back, when all statements that waited for it are done. */
  #recovered(since: number | undefined, isDone: boolean): void {
    if (since === undefined) return;
    const seconds = this.#outage.ends(performance.now());
    if (seconds !== undefined) this.health.recovered();
    if (seconds !== undefined && isDone)
      this.#log.info(`CrateDB at ${this.#where} is available again, after ${seconds} s`);
  }

  /** `retried.since` is when the first pause began. */
  async #untilDone<Result>(
    attempt: (tries: number) => Promise<Result>,
    retried: { since: number | undefined },
  ): Promise<Result> {
    let failedAt: number | undefined;
    let unknown = 0;
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt(tries);
      } catch (error) {
        failedAt ??= Date.now();
        if (!this.#isTransient(error, tries)) {
          if (unknown === TRIES_OF_UNKNOWN || !isUnknownTable(error))
            throw connectionFault(this.#where, error) ?? error;
          if (await hasStarted(this.#run)) {
            unknown += 1;
            await sleep(unknown * LAG_MS);
            continue;
          }
        }
        if (errorKind(error) === 'blocked') await checkIsTable(this.#run, error);
        if (retried.since === undefined) {
          retried.since = performance.now();
          this.#outage.begins(retried.since);
        }
        await this.#pause(error, tries, Date.now() - failedAt);
      }
    }
  }

  /**
   * A cluster that starts does not know its users yet, and the name of a service may be unknown while none of its
   * nodes is ready: what worked before may work again.
   */
  #isTransient(error: unknown, tries: number): boolean {
    return isTransient(error, tries) || (this.#wasLetIn && (isLoginRefusal(error) || isNameUnknown(error)));
  }

  async #pause(error: unknown, tries: number, elapsedMs: number): Promise<void> {
    const delay = this.#signal.aborted ? undefined : nextDelay(this.#policy, tries, elapsedMs, Math.random());
    if (delay === undefined) throw unreachable(this.#where, error);
    this.health.retried(errorKind(error), unreachable(this.#where, error), performance.now());
    const limit = `${this.#policy.giveUpAfterMs / 1000} s`;
    this.#log.warning(
      `CrateDB at ${this.#where} is unavailable: ${messageOf(error)}; retrying for ${limit}`,
      {
        tries: tries + 1,
        delay_ms: Math.round(delay),
      },
    );
    await sleep(delay, undefined, { signal: this.#signal }).catch(() => undefined);
  }
}

/** An error of CrateDB contains the statement too. */
async function naming<Result>(text: string, result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof pg.DatabaseError) error.internalQuery ??= text;
    throw error;
  }
}

function isLarge(values: Values): boolean {
  let bytes = 0;
  for (const value of values) if (typeof value === 'string' || Buffer.isBuffer(value)) bytes += value.length;
  return bytes > STATEMENT_BYTES;
}

function answerOf<Row extends pg.QueryResultRow>(result: pg.QueryResult<Row>): Answer<Row> {
  return { rows: result.rows, rowCount: result.rowCount ?? 0 };
}
