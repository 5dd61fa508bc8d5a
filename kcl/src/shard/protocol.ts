/**
 * The messages of the MultiLangDaemon of the Kinesis Client Library (KCL): JSON lines, from its source
 * (`software.amazon.kinesis.multilang.messages`). It sends one message at a time and waits for its status; while it waits
 * it answers checkpoints.
 */

/** A place in a shard. Records that a producer has packed into one (KPL) have the same sequence number. */
export interface Position {
  readonly sequenceNumber: string;
  readonly subSequenceNumber: number;
}

/** A record of a shard. */
export interface DaemonRecord extends Position {
  /** In base64. */
  readonly data: string;
  /** Milliseconds since the epoch. */
  readonly approximateArrivalTimestamp: number;
}

/** What the daemon says. */
export type DaemonMessage =
  | { readonly action: 'initialize'; readonly shardId: string }
  | {
      readonly action: 'processRecords';
      readonly records: readonly DaemonRecord[];
      /** How far the last record is behind the tip of the shard; null where it is not known. */
      readonly millisBehindLatest: number | null;
    }
  | { readonly action: 'leaseLost' }
  | { readonly action: 'shardEnded' }
  | { readonly action: 'shutdownRequested' }
  /** What became of a checkpoint: null, or the name of a Java exception. */
  | { readonly action: 'checkpoint'; readonly error: string | null };

const ACTIONS: readonly string[] = [
  'initialize',
  'processRecords',
  'leaseLost',
  'shardEnded',
  'shutdownRequested',
  'checkpoint',
] satisfies DaemonMessage['action'][];

/** Reads a line of the daemon. Throws a SyntaxError for anything else, such as a line of a person who tries. */
export function parseDaemonMessage(line: string): DaemonMessage {
  const message: unknown = JSON.parse(line);
  const { action } = (message ?? {}) as { action?: unknown };
  if (typeof action === 'string' && ACTIONS.includes(action)) return message as DaemonMessage;
  throw new SyntaxError('it is no message of the MultiLangDaemon');
}

/** The line that ends the daemon's waiting for an action. */
export function statusLine(action: DaemonMessage['action']): string {
  return `${JSON.stringify({ action: 'status', responseFor: action })}\n`;
}

/** The line that asks for a checkpoint; without a position, for that of the shard's end. */
export function checkpointLine(position: Position | undefined): string {
  const { sequenceNumber = null, subSequenceNumber = null } = position ?? {};
  return `${JSON.stringify({ action: 'checkpoint', sequenceNumber, subSequenceNumber })}\n`;
}
