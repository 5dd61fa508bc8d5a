import type { Engine } from '../engine/engine.ts';
import { PostgresError } from '../engine/postgres-error.ts';
import { translate } from '../engine/translate.ts';
import { CrateError, INTERNAL } from '../errors/crate-error.ts';
import type { World } from '../statements/world.ts';
import * as backend from '../wire/backend.ts';
import type { Frame } from '../wire/frames.ts';
import { readQuery } from '../wire/frontend.ts';
import type { Context } from './context.ts';
import { ExtendedProtocol } from './extended.ts';
import { runScript } from './script.ts';

/** One client's side of the protocol. Its messages are handled one after the other. */
export class Session {
  private readonly context: Context;
  private readonly extended: ExtendedProtocol;
  private readonly send: (bytes: Buffer) => void;
  private unit: Frame[] = [];
  private hasFailed = false;

  constructor(engine: Engine, world: World, send: (bytes: Buffer) => void) {
    this.context = { engine, world, settings: new Map() };
    this.extended = new ExtendedProtocol(this.context);
    this.send = send;
  }

  /** Handles a message; those of the extended protocol wait until a Sync or Flush says that all are there. */
  async handle(frame: Frame): Promise<void> {
    if (frame.type === 'Q') return this.runSimple(frame);
    this.unit.push(frame);
    if (frame.type !== 'S' && frame.type !== 'H') return undefined;
    const unit = this.unit.splice(0);
    this.extended.expect(unit);
    for (const each of unit) await this.handleExtended(each);
    return undefined;
  }

  /** Forgets what the client has prepared. */
  close(): Promise<void> {
    return this.extended.close();
  }

  private async runSimple({ body }: Frame): Promise<void> {
    try {
      await runScript(readQuery(body), this.context, this.send);
    } catch (error) {
      this.refuse(error);
    }
    this.send(backend.readyForQuery('I'));
  }

  /** After an error everything is skipped up to the next Sync. */
  private async handleExtended(frame: Frame): Promise<void> {
    if (frame.type === 'S') return this.sync();
    if (this.hasFailed) return undefined;
    try {
      const answer = await this.extended.answer(frame);
      if (answer.length > 0) this.send(answer);
    } catch (error) {
      this.hasFailed = true;
      this.refuse(error);
    }
    return undefined;
  }

  private sync(): void {
    this.send(backend.readyForQuery(this.hasFailed ? 'E' : 'I'));
    this.hasFailed = false;
    this.extended.sync();
  }

  private refuse(error: unknown): void {
    const refusal = error instanceof PostgresError ? translate(error, this.context.world.catalogue) : error;
    const code = refusal instanceof CrateError ? refusal.code : INTERNAL;
    this.send(backend.errorResponse(code, refusal instanceof Error ? refusal.message : String(refusal)));
  }
}
