import { CrateError, INTERNAL } from '../errors/crate-error.ts';
import * as backend from '../wire/backend.ts';
import type { Frame } from '../wire/frames.ts';
import * as frontend from '../wire/frontend.ts';
import { bulkTexts } from './bulk.ts';
import type { Context } from './context.ts';
import { Prepared } from './prepared.ts';

interface Portal {
  readonly statement: Prepared;
  readonly bind: frontend.Bind;
}

const NOTHING = Buffer.alloc(0);

/** The statements and portals of one client. Binding only remembers the values; they go to PGlite with Execute. */
export class ExtendedProtocol {
  private readonly context: Context;
  private readonly statements = new Map<string, Prepared>();
  private readonly portals = new Map<string, Portal>();
  private bulk: ReadonlySet<string> = new Set();

  constructor(context: Context) {
    this.context = context;
  }

  /** Looks at the messages that come next, up to a Sync: what they run several times is a bulk to CrateDB. */
  expect(unit: readonly Frame[]): void {
    this.bulk = bulkTexts(unit, (name) => this.statements.get(name)?.sql);
  }

  /** Does what a message asks for; returns the answer, which may be nothing. */
  async answer({ type, body }: Frame): Promise<Buffer> {
    if (type === 'P') return this.parse(frontend.readParse(body));
    if (type === 'B') return this.bind(frontend.readBind(body));
    if (type === 'D') return this.describe(frontend.readTarget(body));
    if (type === 'E') return this.execute(frontend.readExecute(body));
    return type === 'C' ? this.closeTarget(frontend.readTarget(body)) : NOTHING;
  }

  /** Forgets the portals, which do not outlive a Sync. */
  sync(): void {
    this.portals.clear();
  }

  /** Forgets everything: the client has gone. */
  async close(): Promise<void> {
    for (const statement of this.statements.values()) await statement.close();
    this.statements.clear();
  }

  private async parse(parse: frontend.Parse): Promise<Buffer> {
    await this.statements.get(parse.name)?.close();
    this.statements.delete(parse.name);
    this.statements.set(parse.name, await Prepared.of(parse, this.context));
    return backend.parseComplete;
  }

  private bind(bind: frontend.Bind): Buffer {
    this.portals.set(bind.portal, { statement: this.statement(bind.statement), bind });
    return backend.bindComplete;
  }

  private async describe({ kind, name }: frontend.Target): Promise<Buffer> {
    if (kind === 'P') {
      const { statement, bind } = this.portal(name);
      return statement.rows(bind.resultFormats);
    }
    const statement = this.statement(name);
    return Buffer.concat([await statement.parameters(), await statement.rows([])]);
  }

  private execute(name: string): Promise<Buffer> {
    const { statement, bind } = this.portal(name);
    return statement.execute(bind, this.bulk.has(statement.sql));
  }

  private async closeTarget({ kind, name }: frontend.Target): Promise<Buffer> {
    if (kind === 'S') {
      await this.statements.get(name)?.close();
      this.statements.delete(name);
    } else this.portals.delete(name);
    return backend.closeComplete;
  }

  private statement(name: string): Prepared {
    const statement = this.statements.get(name);
    if (statement === undefined) throw new CrateError(INTERNAL, `No statement found with name: ${name}`);
    return statement;
  }

  private portal(name: string): Portal {
    const portal = this.portals.get(name);
    if (portal === undefined) throw new CrateError(INTERNAL, `Cannot find portal: ${name}`);
    return portal;
  }
}
