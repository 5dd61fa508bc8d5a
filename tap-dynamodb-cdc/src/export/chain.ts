import { type ExportSummary, unusable } from './manifest.ts';

/** An export, and where it is. */
interface Link {
  readonly where: string;
  readonly summary: ExportSummary;
}

/**
 * The exports of one table in the order in which they are to be read: a full one, and incremental ones that continue it
 * without a gap. Throws EXPORT_UNUSABLE.
 */
export function chainOf<Export extends Link>(exports: readonly Export[]): readonly Export[] {
  const full = exports.filter(({ summary }) => summary.from === undefined);
  const [first, second] = full;
  if (first === undefined)
    throw unusable(
      exports[0]?.where ?? '',
      'it is incremental, and no full export is named that it continues',
      ADD_FULL,
    );
  if (second !== undefined)
    throw unusable(second.where, `it is full, as ${first.where} is, of the same table`, ONE_FULL);
  const others = exports.filter((one) => one !== first);
  const chain = [first, ...others.toSorted((a, b) => a.summary.until - b.summary.until)];
  for (const [index, next] of chain.entries()) checkContinues(chain[index - 1], next);
  return chain;
}

function checkContinues(before: Link | undefined, { where, summary }: Link): void {
  if (before === undefined || (summary.from ?? 0) <= before.summary.until) {
    if (before === undefined || summary.until > before.summary.until) return;
    throw unusable(
      where,
      `it ends at ${iso(summary.until)}, and ${before.where} does not end before that`,
      REMOVE,
    );
  }
  throw unusable(
    where,
    `it begins at ${iso(summary.from ?? 0)}, and the one before it, ${before.where}, ends at ${iso(before.summary.until)}: the changes in between are in none of them`,
    ADD_BETWEEN,
  );
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

const ADD_FULL = 'Add the full export to snapshot_exports.';
const ONE_FULL = 'Name the newer one only.';
const REMOVE = 'Remove it from snapshot_exports.';
const ADD_BETWEEN = 'Add an incremental export of that time, or take a new full one.';
