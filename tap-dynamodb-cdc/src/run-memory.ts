import type { JsonObject } from '@cdc-relay/singer';
import type { BadRecords } from './emit/bad-records.ts';
import { Duplicates } from './emit/duplicates.ts';
import type { Totals } from './emit/progress.ts';
import { SecondVersions } from './emit/second-versions.ts';
import { Ties } from './emit/ties.ts';
import type { TapOptions } from './settings/options.ts';
import { ShardSet } from './shards/shard-set.ts';
import { type StreamState, stateValue } from './state/state.ts';
import { SnapshotSet } from './tables/snapshot-set.ts';
import type { Tables } from './tables/tables.ts';

/** What a run continues from, and what its state remembers besides the tables. */
export interface RunMemory {
  readonly shards: ShardSet;
  readonly snapshots: SnapshotSet;
  readonly ties: Ties;
  readonly duplicates: Duplicates;
  readonly versions: SecondVersions;
}

/** Takes up what a state remembers. */
export function memoryOf(
  state: StreamState,
  { mode, onGap, duplicateWindow, sequenceOrder }: TapOptions,
): RunMemory {
  const mayHaveSnapshots = mode !== 'cdc' || onGap === 'resnapshot' || onGap === 'export';
  const ties = new Ties(state.ties);
  return {
    shards: new ShardSet(state.bookmarks, state.times),
    snapshots: new SnapshotSet(state.snapshots, mayHaveSnapshots),
    ties,
    duplicates: new Duplicates(duplicateWindow, ties),
    versions: new SecondVersions(state.seconds, sequenceOrder),
  };
}

/** The value of STATE as of now; undefined while there is nothing to remember. */
export function stateOf(kinesisStream: string, tables: Tables, memory: RunMemory): JsonObject | undefined {
  const { shards, snapshots, ties, versions } = memory;
  if (shards.bookmarks.size === 0 && snapshots.tables.size === 0) return undefined;
  return stateValue(kinesisStream, shards, tables.streams, {
    ties: ties.memory(),
    seconds: versions.memory(shards.lineage),
    snapshots: snapshots.tables,
  });
}

/** What was emitted and what was not, in this run. */
export function totalsOf(tables: Tables, bad: BadRecords, memory: RunMemory): Totals {
  return {
    emitted: tables.streams.values(),
    counters: {
      deselected_count: tables.deselected,
      snapshot_superseded_count: memory.snapshots.superseded,
      duplicate_count: memory.duplicates.left,
      overtaken_count: memory.versions.overtaken,
      dead_letter_count: bad.count,
    },
  };
}
