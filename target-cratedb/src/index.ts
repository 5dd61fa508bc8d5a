export type { DeadLetterPlace } from './bad-record/dead-letter-place.ts';
export type { ComparedRow, OpenComparison, TableComparison } from './compare/comparison.ts';
export type { Difference } from './compare/difference.ts';
export { openComparison } from './compare/open-comparison.ts';
export { openTarget, type Settings, type TargetSurroundings, targetSettings } from './open-target.ts';
export { program } from './program.ts';
export type { LoadCounts } from './report/load-counts.ts';
export { type SharedWriter, sharedTargetSettings } from './shared-settings.ts';
export type { Target } from './target.ts';
