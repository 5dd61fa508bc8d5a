export { openTarget, type Settings, type TargetSurroundings } from './open-target.ts';
export { program } from './program.ts';
export type { Target } from './target.ts';
