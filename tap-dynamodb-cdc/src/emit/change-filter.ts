import { SEQUENCE } from '../record/names.ts';
import type { Lineage } from '../shards/lineage.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import type { Duplicates } from './duplicates.ts';
import type { Prepared, ReadyRecord } from './prepare.ts';
import type { SecondVersions } from './second-versions.ts';

/** What decides whether a change is emitted. */
export interface ChangeFilterParts {
  readonly snapshots: SnapshotSet;
  readonly duplicates: Duplicates;
  readonly versions: SecondVersions;
  /** The shards that are known. */
  readonly lineage: Lineage;
}

/** Leaves out changes that a snapshot replaces, second deliveries, and what a newer change has overtaken. */
export class ChangeFilter {
  readonly #parts: ChangeFilterParts;

  constructor(parts: ChangeFilterParts) {
    this.#parts = parts;
  }

  /** The record to emit now, with the version of its row; undefined when it is left out. Call it once a record. */
  pass({ ready, source }: Prepared): ReadyRecord | undefined {
    if (ready === undefined) return undefined;
    const { snapshots, duplicates, versions, lineage } = this.#parts;
    const { event, record } = ready;
    // A snapshot may have begun since the record was decoded.
    if (snapshots.leavesOut(event) || duplicates.seen(event)) return undefined;
    const version = versions.versionOf(event, source.shardId, lineage);
    if (version === undefined) return undefined;
    record[SEQUENCE] = version;
    return ready;
  }
}
