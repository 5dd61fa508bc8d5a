import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Engine } from '../engine/engine.ts';
import { Serial } from './serial.ts';

/** What every session shares: the engine, the catalogue, and the order of changes to the catalogue. */
export interface World {
  readonly engine: Pick<Engine, 'query'>;
  readonly catalogue: Catalogue;
  readonly changes: Serial;
}

export function worldOf(engine: World['engine'], catalogue: Catalogue): World {
  return { engine, catalogue, changes: new Serial() };
}
