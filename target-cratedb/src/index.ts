export { openTarget, type Settings, type TargetSurroundings, targetSettings } from './open-target.ts';
export { program } from './program.ts';
export type { Target } from './target.ts';
