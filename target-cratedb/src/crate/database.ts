import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, messageOf, ProgramError } from '@cdc-relay/singer';
import pg from 'pg';
import type { Destination } from '../destination/destination.ts';
import { BulkStatement } from './bulk-statement.ts';
import { isPassing, nextDelay, type RetryPolicy } from './retry.ts';

/** Long enough for a node to restart. */
const RETRIES: RetryPolicy = { firstDelayMs: 200, longestDelayMs: 10_000, giveUpAfterMs: 300_000 };

/** Writes of several tables run side by side on as many connections. */
const CONNECTIONS = 4;

/** The answer to a statement. */
export interface Answer<Row> {
  readonly rows: readonly Row[];
  /** Rows written; CrateDB's count of what it really did. */
  readonly rowCount: number;
}

type Values = readonly unknown[];

/** A connection pool to CrateDB that outlasts restarts of the server: passing errors are retried with back-off. */
export class Database implements AsyncDisposable {
  readonly #pool: pg.Pool;
  readonly #log: Logger;
  readonly #signal: AbortSignal;
  readonly #where: string;

  /** `signal` ends the waiting for a server that is away. */
  constructor(destination: Destination, log: Logger, signal: AbortSignal) {
    const { host, port, user, password, ssl } = destination;
    this.#log = log;
    this.#signal = signal;
    this.#where = `${host}:${port}`;
    this.#pool = new pg.Pool({
      host,
      port,
      user,
      ...(password === undefined ? {} : { password }),
      database: 'doc',
      ssl: ssl ? { servername: host } : false,
      application_name: 'target-cratedb',
      max: CONNECTIONS,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      // A row that lacks a member gets NULL in its column, instead of an error for the whole statement.
      onConnect: (client) => client.query('SET SESSION error_on_unknown_object_key = false'),
    });
    // A connection that breaks while idle is replaced at the next use.
    this.#pool.on('error', (error) => log.debug(`idle connection lost: ${messageOf(error)}`));
  }

  /** Runs one statement. Passing errors are retried; throws CRATEDB_UNREACHABLE after that, else CrateDB's error. */
  async query<Row extends pg.QueryResultRow>(text: string, values: Values = []): Promise<Answer<Row>> {
    return await this.#retrying(async () => answerOf(await this.#pool.query<Row>(text, [...values])));
  }

  /** Runs one statement once per set of values, as one bulk operation; gives the sum of the rows changed. */
  async queryEach(text: string, sets: readonly (readonly string[])[]): Promise<number> {
    return await this.#retrying(async () => {
      const client = await this.#pool.connect();
      const statement = client.query(new BulkStatement(text, sets));
      try {
        return await statement.done;
      } finally {
        client.release();
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  async #retrying<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const began = Date.now();
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!isPassing(error)) throw error;
        await this.#pause(error, tries, Date.now() - began);
      }
    }
  }

  async #pause(error: unknown, tries: number, elapsedMs: number): Promise<void> {
    const delay = this.#signal.aborted ? undefined : nextDelay(RETRIES, tries, elapsedMs, Math.random());
    if (delay === undefined) throw this.#unreachable(error);
    this.#log.warning(`CrateDB at ${this.#where} is away: ${messageOf(error)}; trying again`, {
      tries: tries + 1,
      delay_ms: Math.round(delay),
    });
    await sleep(delay, undefined, { signal: this.#signal }).catch(() => undefined);
  }

  #unreachable(error: unknown): ProgramError {
    return new ProgramError(
      'CRATEDB_UNREACHABLE',
      `CrateDB at ${this.#where} cannot be used: ${messageOf(error)}.`,
      {
        remedy:
          'Check host, PostgreSQL port (`pg_port`), network and the state of the cluster, then start again.',
        cause: error,
      },
    );
  }
}

function answerOf<Row extends pg.QueryResultRow>(result: pg.QueryResult<Row>): Answer<Row> {
  return { rows: result.rows, rowCount: result.rowCount ?? 0 };
}
