import { Catalogue } from './catalogue/catalogue.ts';
import { Engine } from './engine/engine.ts';
import { listen, NOTICE } from './server/listen.ts';
import { createSystemTables } from './statements/system-tables.ts';
import { worldOf } from './statements/world.ts';

/** A running stand-in; `url` is for PostgreSQL clients: `postgresql://crate@127.0.0.1:PORT/doc`. */
export interface StandIn extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Starts an empty CrateDB stand-in for machines without a CrateDB: PGlite, with CrateDB's grammar in front and
 * CrateDB's SQL mapped to PostgreSQL's. It says on stderr that it is one. The port is a free one by default.
 */
export async function startStandIn(options: { readonly port?: number } = {}): Promise<StandIn> {
  const engine = await Engine.start();
  const world = worldOf(engine, new Catalogue());
  await createSystemTables(world);
  const listener = await listen(HOST, options.port ?? 0, engine, world);
  const { port } = listener;
  const stop = async () => {
    await listener.stop();
    await engine.stop();
  };
  process.stderr.write(`${NOTICE} Port ${port}.\n`);
  return {
    url: `postgresql://crate@${HOST}:${port}/doc`,
    host: HOST,
    port,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
