import type { Logger } from '@cdc-relay/singer';
import type { BadRecords } from '../bad-record/bad-records.ts';
import type { Database } from '../connection/database.ts';
import type { TableLeases } from '../lease/table-leases.ts';
import type { StreamCounts } from '../report/counts.ts';
import type { LogKeys } from '../row/logged-key.ts';
import type { LoadProgress } from '../state/load-progress.ts';
import type { StreamMaps } from '../transform/read-stream-maps.ts';
import type { TransformOptions } from '../transform/stream-transform.ts';
import type { Backlog } from '../write/backlog.ts';
import type { BatchLimits } from '../write/batch.ts';
import type { LoadOptions } from './record-mapper.ts';
import type { TableNames } from './table-names.ts';

/** How to load streams. */
export interface StreamOptions extends LoadOptions {
  readonly limits: BatchLimits;
  /** How long a batch collects records; undefined for as short as possible. */
  readonly waitMs: number | undefined;
  readonly logKeys: LogKeys;
  /** Each run replaces the tables' rows. */
  readonly overwrites: boolean;
  /** How long deletions are remembered. */
  readonly tombstoneRetentionMs: number;
  /** ACTIVATE_VERSION removes rows. */
  readonly activatesVersions: boolean;
  readonly maps: StreamMaps;
  readonly transform: TransformOptions;
}

/** What streams have in common. */
export interface StreamContext {
  readonly db: Database;
  readonly leases: TableLeases;
  readonly log: Logger;
  readonly options: StreamOptions;
  readonly backlog: Backlog;
  readonly progress: LoadProgress;
  readonly badRecords: BadRecords;
  readonly counts: StreamCounts;
  readonly tables: TableNames;
  /** True when an earlier run has loaded the stream, as the kept state says. */
  readonly wasLoaded: (stream: string) => Promise<boolean>;
}
