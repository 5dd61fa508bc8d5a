export type { DeadLetterPlace } from './bad-record/dead-letter-place.ts';
export type { Difference } from './compare/differences.ts';
export { type OpenComparison, openComparison } from './compare/open-comparison.ts';
export type { ComparedRow, TableComparison } from './compare/table-comparison.ts';
export { openTarget, type Settings, type TargetSurroundings, targetSettings } from './open-target.ts';
export { program } from './program.ts';
export type { LoadCounts } from './report/counts.ts';
export type { Target } from './target.ts';
