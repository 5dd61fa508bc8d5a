import type { Logger } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import type { LogKeys } from '../row/logged-key.ts';
import type { Backlog } from '../write/backlog.ts';
import type { BatchLimits, Operation } from '../write/batch.ts';
import type { LoadOptions } from './record-mapper.ts';

/** How to load streams. */
export interface StreamOptions extends LoadOptions {
  readonly limits: BatchLimits;
  readonly waitMs: number;
  readonly logKeys: LogKeys;
  /** Each run replaces the tables' rows. */
  readonly overwrites: boolean;
  /** How long deletions are remembered. */
  readonly tombstoneRetentionMs: number;
  /** ACTIVATE_VERSION removes rows. */
  readonly activatesVersions: boolean;
}

/** What streams have in common. */
export interface StreamContext {
  readonly db: Database;
  readonly log: Logger;
  readonly backlog: Backlog;
  readonly options: StreamOptions;
  /** True when an earlier run has loaded the stream, as the kept state says. */
  readonly wasLoaded: (stream: string) => Promise<boolean>;
  /** Sends a row that CrateDB does not accept to the dead-letter file; false where there is none. */
  readonly rejectRow: (stream: string, operation: Operation, reason: string) => boolean;
  /** A batch is durable. */
  readonly written: () => void;
  /** A batch could not be written. */
  readonly failed: (error: unknown) => void;
}
