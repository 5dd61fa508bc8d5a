import { invalidSettings, type JsonObject } from '@cdc-relay/singer';
import type { DeadLetterOptions } from '../bad-record/dead-letters.ts';
import type { DatabaseOptions } from '../connection/database.ts';
import { type Destination, parseDestination } from '../destination/destination.ts';
import type { BatchOptions } from '../input/batch-files.ts';
import { PatternBudget } from '../json-schema/pattern-budget.ts';
import type { LeaseOptions } from '../lease/table-leases.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import type { StateTableOptions } from '../state/kept-state.ts';
import type { StreamOptions } from '../stream/stream-context.ts';
import type { DeleteMode } from '../table/delete-mode.ts';
import type { TableOptionsByStream } from '../table/options.ts';
import { Metadata } from '../transform/metadata.ts';
import { readStreamMaps, type StreamMaps } from '../transform/read-stream-maps.ts';
import type { TransformOptions } from '../transform/stream-transform.ts';

/** The settings as the parts of the target need them: times in milliseconds, sizes in bytes. */
export interface TargetOptions {
  readonly destination: Destination;
  readonly database: DatabaseOptions;
  readonly lease: LeaseOptions;
  readonly streams: StreamOptions;
  readonly batches: BatchOptions;
  /** Where bad records go; undefined when they end the load. */
  readonly deadLetters: DeadLetterOptions | undefined;
  readonly state: StateTableOptions;
  readonly stateIntervalMs: number;
  readonly metricsIntervalMs: number;
  /** For how long a record or a STATE may wait to become durable, until that is not as it should be. */
  readonly readyMs: number;
  readonly maxWaitingBytes: number;
}

/** What the settings say. Throws CONFIG_INVALID. */
export function optionsOf(settings: TargetSettings): TargetOptions {
  const destination = parseDestination(settings);
  return {
    destination,
    database: {
      statementTimeoutMs: Math.ceil(settings.statement_timeout_seconds * 1000),
      retryLimitMs: settings.retry_limit_seconds * 1000,
    },
    lease: {
      schema: destination.schema,
      group: settings.writer_group ?? '',
      durationMs: settings.lease_seconds * 1000,
      waitMs: settings.lease_wait_seconds * 1000,
    },
    streams: streamOptions(settings),
    batches: { folder: settings.batch_folder, maxLineBytes: settings.max_line_bytes },
    deadLetters: deadLetterOptions(settings),
    state: { table: settings.state_table, id: settings.state_id },
    stateIntervalMs: settings.state_interval_seconds * 1000,
    metricsIntervalMs: settings.metrics_interval_seconds * 1000,
    readyMs: (settings.http_ready_seconds + (settings.batch_wait_limit_seconds ?? 0)) * 1000,
    maxWaitingBytes: settings.max_waiting_bytes,
  };
}

/** The stream maps of the settings. Throws CONFIG_INVALID. */
export function streamMaps({ stream_maps: maps }: TargetSettings): StreamMaps {
  return readStreamMaps((maps ?? {}) as JsonObject);
}

/** What deletions do. Throws CONFIG_INVALID where the settings contradict each other. */
export function deleteModeOf({
  delete_mode: mode,
  hard_delete: hard,
  load_method,
}: TargetSettings): DeleteMode {
  const older = hard === undefined ? undefined : hard ? 'remove' : 'mark';
  if (mode !== undefined && older !== undefined && mode !== older)
    throw invalidSettings([
      `"delete_mode" is ${mode}, but "hard_delete": ${hard} means ${older}: leave out "hard_delete"`,
    ]);
  if (mode === 'tombstone' && load_method === 'overwrite')
    throw invalidSettings([
      '"delete_mode": tombstone is for tables that several processes may write, "load_method": overwrite replaces them: use delete_mode: remove',
    ]);
  return mode ?? older ?? 'remove';
}

/** Where bad records go; undefined when they end the load. */
function deadLetterOptions(settings: TargetSettings): DeadLetterOptions | undefined {
  if (settings.on_bad_record === 'fail') return undefined;
  return { path: settings.dead_letter_path, limit: settings.max_bad_records };
}

/** Throws CONFIG_INVALID where bad records would have no place. */
export function checkDeadLetters(
  { on_bad_record, dead_letter_path }: TargetSettings,
  hasPlace: boolean,
): void {
  if (on_bad_record === 'dead_letter' && dead_letter_path === undefined && !hasPlace)
    throw invalidSettings(['"dead_letter_path" is required with on_bad_record: dead_letter']);
}

function streamOptions(settings: TargetSettings): StreamOptions {
  const { batch_wait_limit_seconds: wait } = settings;
  return {
    layout: settings.record_layout,
    overflowColumn: settings.overflow_column,
    maxMembers: settings.max_members,
    tables: (settings.table_options ?? {}) as TableOptionsByStream,
    appendOnly: settings.load_method === 'append-only',
    overwrites: settings.load_method === 'overwrite',
    deleteMode: deleteModeOf(settings),
    tombstoneRetentionMs: settings.tombstone_retention_hours * 3_600_000,
    activatesVersions: settings.activate_version,
    limits: { rows: settings.batch_size_rows, bytes: settings.batch_size_bytes },
    logKeys: settings.log_keys,
    waitMs: wait === undefined ? undefined : wait * 1000,
    maps: streamMaps(settings),
    transform: transformOptions(settings),
  };
}

function transformOptions(settings: TargetSettings): TransformOptions {
  const { flattening_max_depth: maxDepth, flattening_separator: separator } = settings;
  return {
    validates: settings.validate_records,
    patterns: new PatternBudget(),
    flattening: settings.flattening_enabled ? { maxDepth, separator } : undefined,
    metadata: settings.add_record_metadata ? new Metadata() : undefined,
    keepsTableVersion: settings.activate_version,
  };
}
