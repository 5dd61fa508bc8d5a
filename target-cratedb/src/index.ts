export type { DeadLetterPlace } from './bad-record/dead-letter-place.ts';
export { openTarget, type Settings, type TargetSurroundings, targetSettings } from './open-target.ts';
export { program } from './program.ts';
export type { LoadCounts } from './report/counts.ts';
export type { Target } from './target.ts';
