import type { Engine } from '../engine/engine.ts';
import type { Settings } from '../rewrite/plan.ts';
import type { World } from '../statements/world.ts';

/** What the statements of one session run in. */
export interface Context {
  readonly engine: Engine;
  readonly world: World;
  readonly settings: Settings;
}
