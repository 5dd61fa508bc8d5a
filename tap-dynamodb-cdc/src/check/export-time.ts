import { type Finding, failure, ProgramError } from '@cdc-relay/singer';
import type { TableExport } from '../export/open-export.ts';
import { SHORTEST_RETENTION_MS } from '../reading/gap-policy.ts';
import { checkExportAge } from '../reading/past-beginning.ts';
import { overlapMs } from '../snapshot/sequence.ts';
import type { Known } from './look-at-stream.ts';
import type { CheckParts } from './parts.ts';
import { judgeLoading } from './scan-time.ts';

/** Whether no change was emitted before, so that a run begins with finished exports. */
export function isFirstRun({ mode }: CheckParts['options'], { state }: Known): boolean {
  return mode === 'snapshot' || (state?.bookmarks.size ?? 0) === 0;
}

/** How long the exports of a table take, and whether the stream has, and keeps, what follows them. */
export function judgeExports(
  { options, source }: CheckParts,
  known: Known,
  table: string,
  exports: readonly TableExport[],
): Finding[] {
  const until = exports.at(-1)?.summary.until;
  if (until === undefined) return [];
  const items = exports.reduce((sum, { summary }) => sum + summary.items, 0);
  const isFirst = isFirstRun(options, known);
  const isFollowed = options.mode !== 'snapshot' && (isFirst || options.onGap === 'export');
  if (!isFollowed) return [judgeLoading(table, items, Number.POSITIVE_INFINITY)];
  const from = until - overlapMs(options.snapshotClockMarginMs);
  const { retentionMs = SHORTEST_RETENTION_MS, createdAt } = known.summary ?? {};
  try {
    checkExportAge(from, until, { kinesis: source.kinesis, retentionMs, createdAt });
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    // Without a gap, they are not needed.
    return [{ ...failure(error), level: isFirst ? 'FAIL' : 'warn' }];
  }
  return [judgeLoading(table, items, from + retentionMs - source.kinesis.time)];
}
