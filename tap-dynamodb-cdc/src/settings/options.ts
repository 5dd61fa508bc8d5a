import { parseBoolean } from '@cdc-relay/singer';
import type { CallWatch } from '../calls/call-watch.ts';
import type { TapSettings } from './settings.generated.ts';

/** Where calls of AWS go, and as whom; undefined leaves it to the AWS default chain. */
export interface AwsOptions {
  readonly endpointUrl: string | undefined;
  readonly dynamoDbEndpointUrl: string | undefined;
  readonly s3EndpointUrl: string | undefined;
  readonly region: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
  readonly profile: string | undefined;
  readonly roleArn: string | undefined;
  readonly roleExternalId: string | undefined;
  readonly roleSessionName: string;
  readonly requestTimeoutMs: number;
  /** How long a call is retried from its first failure on. */
  readonly retryLimitMs: number;
  /** Who wants to know how calls go. */
  readonly watch?: CallWatch | undefined;
}

/** Which tables are emitted, and how their records look. */
export interface ContentOptions {
  /** Patterns of tables. */
  readonly tables: readonly string[];
  readonly streamNameTemplate: string;
  /** Folder of schema files. */
  readonly schemas: string | undefined;
  readonly recordLayout: TapSettings['record_layout'];
  readonly cdcMetadata: boolean;
  readonly oldImage: boolean;
  /** Whether changes with the same version carry what orders them. */
  readonly sequenceOrder: boolean;
  /** Whether the changes come from the DynamoDB streams of tables, so that rows say so. */
  readonly ofTableStreams: boolean;
  /** Undefined: found out from each record. */
  readonly binaryEncoding: 'single' | 'double' | undefined;
  /** Change records that are remembered at least; 0 for none. */
  readonly duplicateWindow: number;
  readonly maxAheadMs: number;
  readonly acceptAutoDistribution: boolean;
  readonly onBadRecord: TapSettings['on_bad_record'];
  readonly deadLetterPath: string | undefined;
}

/** Where reading begins, as the settings say it. */
export interface StartOptions {
  readonly start: TapSettings['start'];
  readonly startTimestamp: string | undefined;
  readonly seqno: string | undefined;
}

/** How snapshots are taken. */
interface SnapshotOptions {
  readonly snapshotSource: TapSettings['snapshot_source'];
  /** Where finished exports are. */
  readonly snapshotExports: readonly string[];
  /** Where DynamoDB is asked to export to. */
  readonly snapshotExportTo: string | undefined;
  readonly snapshotSegments: number;
  /** The part of each table that this process scans, as `3/8`; undefined for all of it. */
  readonly snapshotShare: string | undefined;
  /** Read capacity units a second; Infinity where nothing limits them. */
  readonly snapshotReadUnits: number;
  readonly snapshotClockMarginMs: number;
  readonly consistentRead: boolean;
}

/** What the settings say, in the terms of the program: times in milliseconds. */
export interface TapOptions extends ContentOptions, StartOptions, SnapshotOptions {
  readonly aws: AwsOptions;
  readonly mode: TapSettings['mode'];
  /** Name or ARN of the Kinesis stream; empty while none is named. */
  readonly stream: string;
  /** Tables whose DynamoDB streams are read instead of a Kinesis stream: names, patterns, ARNs. */
  readonly dynamoDbStreams: readonly string[] | undefined;
  /** Name or ARN of the consumer that shards push to; undefined where they are polled. */
  readonly fanOut: string | undefined;
  readonly create: boolean;
  readonly createShards: number;
  readonly batchSize: number;
  /** How long a shard at its tip is left alone; undefined for what suits the number of shards. */
  readonly idleMs: number | undefined;
  readonly follow: boolean;
  readonly onGap: TapSettings['on_gap'];
  readonly maxRecords: number | undefined;
  readonly maxDurationMs: number | undefined;
  readonly stateIntervalMs: number;
  readonly stateIntervalRecords: number;
  readonly metricsIntervalMs: number;
  /** What lasts longer than this is not as it should be. */
  readonly readyMs: number;
}

/** Translates the settings; this is the only place that knows their units. */
export function optionsOf(settings: TapSettings): TapOptions {
  return {
    ...contentOptions(settings),
    aws: awsOptions(settings),
    start: settings.start,
    startTimestamp: settings.start_timestamp,
    seqno: settings.seqno,
    snapshotSource: settings.snapshot_source,
    snapshotExports: settings.snapshot_exports ?? [],
    snapshotExportTo: settings.snapshot_export_to,
    snapshotSegments: settings.snapshot_segments,
    snapshotShare: settings.snapshot_share,
    snapshotReadUnits: settings.snapshot_read_units ?? Number.POSITIVE_INFINITY,
    snapshotClockMarginMs: milliseconds(settings.snapshot_clock_margin),
    consistentRead: settings.consistent_read,
    mode: settings.mode,
    stream: settings.stream ?? '',
    dynamoDbStreams: settings.dynamodb_streams,
    fanOut: consumerOf(settings.fan_out),
    create: settings.create,
    createShards: settings.create_shards,
    batchSize: settings.batch_size,
    idleMs: settings.idle_sleep === undefined ? undefined : milliseconds(settings.idle_sleep),
    follow: settings.follow,
    onGap: settings.on_gap,
    maxRecords: settings.max_records,
    maxDurationMs:
      settings.max_duration_seconds === undefined ? undefined : milliseconds(settings.max_duration_seconds),
    stateIntervalMs: milliseconds(settings.state_interval_seconds),
    stateIntervalRecords: settings.state_interval_records,
    metricsIntervalMs: milliseconds(settings.metrics_interval_seconds),
    readyMs: milliseconds(settings.http_ready_seconds),
  };
}

function contentOptions(settings: TapSettings): ContentOptions {
  const { binary_encoding: encoding } = settings;
  return {
    tables: settings.tables ?? [],
    streamNameTemplate: settings.stream_name_template,
    schemas: settings.schemas,
    recordLayout: settings.record_layout,
    cdcMetadata: settings.cdc_metadata,
    oldImage: settings.old_image,
    sequenceOrder: settings.sequence_order,
    ofTableStreams: settings.dynamodb_streams !== undefined,
    binaryEncoding: encoding === 'auto' ? undefined : encoding,
    duplicateWindow: settings.duplicate_window,
    maxAheadMs: milliseconds(settings.max_seconds_ahead),
    acceptAutoDistribution: settings.accept_auto_distribution,
    onBadRecord: settings.on_bad_record,
    deadLetterPath: settings.dead_letter_path,
  };
}

function awsOptions(settings: TapSettings): AwsOptions {
  return {
    endpointUrl: settings.endpoint_url,
    dynamoDbEndpointUrl: settings.dynamodb_endpoint_url,
    s3EndpointUrl: settings.s3_endpoint_url,
    region: settings.region,
    accessKeyId: settings.aws_access_key_id,
    secretAccessKey: settings.aws_secret_access_key,
    sessionToken: settings.aws_session_token,
    profile: settings.aws_profile,
    roleArn: settings.aws_role_arn,
    roleExternalId: settings.aws_role_external_id,
    roleSessionName: settings.aws_role_session_name,
    requestTimeoutMs: milliseconds(settings.request_timeout_seconds),
    retryLimitMs: milliseconds(settings.retry_limit_seconds),
  };
}

/** The name of the consumer where the settings name none. */
export const CONSUMER = 'tap-dynamodb-cdc';

/** The name or ARN of the consumer; undefined for none. URLs and some orchestrators say true and false as text. */
export function consumerOf(fanOut: TapSettings['fan_out']): string | undefined {
  const flag = typeof fanOut === 'string' ? parseBoolean(fanOut) : fanOut;
  if (flag === undefined) return fanOut === '' ? undefined : String(fanOut);
  return flag ? CONSUMER : undefined;
}

function milliseconds(seconds: number): number {
  return seconds * 1000;
}
