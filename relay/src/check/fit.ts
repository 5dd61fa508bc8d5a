import { type Finding, ok, warn } from '@cdc-relay/singer';

/** What the two programs say in hours, by its name. */
export type Hours = ReadonlyMap<string, number>;

/** Whether the target remembers deletions for longer than the source can bring old records. */
export function judgeMemory(hours: Hours): Finding[] {
  const kept = hours.get('stream_retention_hours');
  const remembered = hours.get('tombstone_retention_hours');
  if (kept === undefined || remembered === undefined) return [];
  const both = `deletions are remembered for ${remembered} h, the stream keeps records for ${kept} h`;
  if (remembered > kept) return [ok(both)];
  return [
    warn(
      `${both}: a replay could bring deleted rows back; set TARGET_CRATEDB_TOMBSTONE_RETENTION_HOURS to more than ${kept}`,
    ),
  ];
}
