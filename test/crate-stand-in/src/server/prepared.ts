import type { Description } from '../engine/engine.ts';
import { CrateError, INTERNAL } from '../errors/crate-error.ts';
import { parse } from '../grammar/parse.ts';
import { originalName } from '../rewrite/identifiers.ts';
import type { Plan, QueryPlan } from '../rewrite/plan.ts';
import { planStatement } from '../statements/planner.ts';
import * as backend from '../wire/backend.ts';
import type { Bind, Parse } from '../wire/frontend.ts';
import { rowDescription } from '../wire/row-description.ts';
import { message } from '../wire/write.ts';
import type { Context } from './context.ts';
import { executeQuery } from './execute-query.ts';

/** A query as PostgreSQL has it prepared. */
export interface PreparedQuery {
  readonly plan: QueryPlan;
  readonly name: string;
  readonly description: Description;
}

/** A statement that a client has parsed. It is mapped again when the catalogue has changed in between. */
export class Prepared {
  readonly sql: string;
  private readonly types: Buffer;
  private readonly context: Context;
  private plan: Plan | undefined;
  private query: PreparedQuery | undefined;
  private version = -1;

  private constructor(sql: string, types: Buffer, context: Context) {
    this.sql = sql;
    this.types = types;
    this.context = context;
  }

  static async of({ sql, types }: Parse, context: Context): Promise<Prepared> {
    const prepared = new Prepared(sql, types, context);
    await prepared.prepare();
    return prepared;
  }

  /** The messages that describe the statement's parameters. */
  async parameters(): Promise<Buffer> {
    await this.prepare();
    return this.query ? message('t', this.query.description.parameters) : backend.noParameters;
  }

  /** The message that describes the rows, in the formats that a client wants them in. */
  async rows(formats: readonly number[]): Promise<Buffer> {
    await this.prepare();
    const rows = this.query?.description.rows;
    return rows === undefined ? backend.noData : rowDescription(rows, originalName, formats);
  }

  /** Runs the statement; returns its rows and its tag as messages. */
  async execute(bind: Bind, isInBulk: boolean): Promise<Buffer> {
    await this.prepare();
    if (this.query !== undefined) return executeQuery(this.query, bind, isInBulk, this.context);
    if (this.plan?.kind !== 'command') return backend.emptyQueryResponse;
    return backend.commandComplete(await this.plan.run(this.context.settings));
  }

  /** Lets PostgreSQL forget the statement. */
  async close(): Promise<void> {
    const { query } = this;
    this.query = undefined;
    this.version = -1;
    if (query !== undefined) await this.context.engine.close(query.name);
  }

  private async prepare(): Promise<void> {
    const { engine, world } = this.context;
    if (this.version === world.catalogue.version) return;
    await this.close();
    const version = world.catalogue.version;
    const [statement, ...more] = parse(this.sql);
    if (more.length > 0) throw new CrateError(INTERNAL, 'Only single statements are supported here');
    this.plan = statement && planStatement(statement, world);
    if (this.plan?.kind === 'query') {
      this.query = { plan: this.plan, ...(await engine.prepare(this.plan.sql, this.types)) };
    }
    this.version = version;
  }
}
