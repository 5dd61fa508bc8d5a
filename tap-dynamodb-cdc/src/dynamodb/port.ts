import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item, or a key, as the SDK returns it: binaries are bytes. */
export type SdkItem = Readonly<Record<string, AttributeValue>>;

/** What DynamoDB says about a table. */
export interface TableDescription {
  /** The key's attributes, hash before range. */
  readonly keys: readonly string[];
  /** A key of the table's types; there need not be such an item. */
  readonly exampleKey: SdkItem;
  /** Some hours old. */
  readonly itemCount: number;
  /** Of all items, as old as their count. */
  readonly bytes: number;
  /** Emulators may not say it. */
  readonly arn: string | undefined;
}

/** One part of a table's scan, from a key on. */
export interface ScanRequest {
  readonly table: string;
  readonly segment: number;
  readonly segments: number;
  readonly after: SdkItem | undefined;
  /** Maximum number of items to return. */
  readonly limit: number;
  readonly consistent: boolean;
}

/** One answer of Scan. */
export interface ScanPage {
  readonly items: readonly SdkItem[];
  /** The last key that was read; undefined when the segment has ended. A page without items proves nothing. */
  readonly last: SdkItem | undefined;
  /** Read capacity units that it took. */
  readonly units: number;
}

/** One answer of GetItem. */
export interface GetAnswer {
  /** Undefined when there is none. */
  readonly item: SdkItem | undefined;
  /** Read capacity units that it took. */
  readonly units: number;
}

/** A Kinesis stream that gets a table's changes. */
export interface StreamingDestination {
  /** A name or an ARN. */
  readonly stream: string;
  /** `ACTIVE`, `ENABLING`, …; emulators may not say it. */
  readonly status: string | undefined;
  /** Whether the times of changes are coarser than microseconds, as far as that is known. */
  readonly isCoarse: boolean;
}

/** The newest DynamoDB stream of a table. */
export interface LatestStream {
  readonly arn: string | undefined;
  /** False for one that was disabled: it can be read, and gets no changes any more. */
  readonly isEnabled: boolean;
}

/** What reading the streams of tables needs of DynamoDB besides. A table is a name or an ARN. */
export interface StreamTables extends DynamoDb {
  /** Throws TABLE_NOT_FOUND. */
  latestStream(table: string, signal: AbortSignal): Promise<LatestStream>;
  /** Enables the table's stream with new and old images; returns its ARN. */
  enableStream(table: string, signal: AbortSignal): Promise<string>;
}

/** What snapshots need of DynamoDB. Transient errors are retried within; the others are ProgramErrors. */
export interface DynamoDb extends Disposable {
  /** DynamoDB's own time, as of its last answer, never ahead of it (milliseconds since the epoch). */
  readonly time: number;
  /** Undefined when there is no such table. `retryLimitMs`: how long this call is retried, if not as the others. */
  describe(table: string, signal: AbortSignal, retryLimitMs?: number): Promise<TableDescription | undefined>;
  /** The names of all tables. */
  listTables(signal: AbortSignal): Promise<string[]>;
  /** The Kinesis streams that a table's changes go to, without those that are disabled. */
  destinations(table: string, signal: AbortSignal): Promise<StreamingDestination[]>;
  scan(request: ScanRequest, signal: AbortSignal): Promise<ScanPage>;
}

/** An export of a table that DynamoDB is to make. */
export interface ExportRequest {
  /** A name where the ARN is not known. */
  readonly table: string;
  readonly bucket: string;
  /** Empty for none. */
  readonly prefix: string;
  /** Requests with the same token, within some hours, are one. */
  readonly token: string;
}

/** How far an export is; `reason` is why it failed. */
export type ExportStatus =
  | { readonly state: 'running' | 'completed' }
  | { readonly state: 'failed'; readonly reason: string };

/** What snapshots from exports need of DynamoDB besides. */
export interface ExportTables extends DynamoDb {
  /** Asks for a full export as of now; returns its ARN. Throws POINT_IN_TIME_RECOVERY_OFF and EXPORT_REFUSED. */
  exportTable(request: ExportRequest, signal: AbortSignal): Promise<string>;
  exportStatus(arn: string, signal: AbortSignal): Promise<ExportStatus>;
  /** Whether point-in-time recovery is on, which an export needs. */
  isRecoverable(table: string, signal: AbortSignal): Promise<boolean>;
}

/** What looking at single items needs besides. */
export interface ItemTables extends DynamoDb {
  /** The item as it is now, strongly consistent. */
  get(table: string, key: SdkItem, signal: AbortSignal): Promise<GetAnswer>;
}
