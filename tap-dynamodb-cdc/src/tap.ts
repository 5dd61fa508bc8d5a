import type { LineWriter, Logger } from '@cdc-relay/singer';
import type { DynamoDb } from './dynamodb/port.ts';
import type { Content } from './emit/content.ts';
import { Progress } from './emit/progress.ts';
import { StateWriter } from './emit/state-writer.ts';
import { Tip } from './emit/tip.ts';
import type { Kinesis } from './kinesis/port.ts';
import { readStream } from './reading/read-stream.ts';
import { ShardSet } from './shards/shard-set.ts';
import { SnapshotRunner } from './snapshot/snapshot-runner.ts';
import { type ResolvedSettings, streamName } from './source-url/resolve.ts';
import { type StreamState, stateValue } from './state/state.ts';

/** What the tap reads from and writes to. */
export interface TapPorts {
  readonly kinesis: Kinesis;
  /** Opens the way to DynamoDB, for snapshots. */
  readonly dynamoDb: () => Promise<DynamoDb>;
  readonly content: Content;
  readonly output: LineWriter;
  readonly log: Logger;
  /** Asks the tap to end: it finishes the pages in hand and prints a last STATE. */
  readonly signal: AbortSignal;
}

/**
 * Takes the snapshots that the settings ask for, and reads the Kinesis stream from where `state` ends and emits Singer messages: until every shard has reached the tip
 * that it had at the start, or for ever (`follow`), or as far as the settings allow. Throws ProgramError.
 */
export async function runTap(ports: TapPorts, settings: ResolvedSettings, state: StreamState): Promise<void> {
  const { content, output, log } = ports;
  const shards = new ShardSet(state.bookmarks, state.times);
  const progress = new Progress(log, () => content.totals(), settings.metrics_interval_seconds * 1000);
  const states = stateWriter(ports, settings, shards);
  const snapshots = new SnapshotRunner({ ...ports, states }, settings);
  const tip = new Tip(snapshots);
  const parts = { output, clock: ports.kinesis, shards, states, progress, tip };
  const emitter = content.emitter(parts, {
    follow: settings.follow,
    maxRecords: settings.max_records,
    stateIntervalRecords: settings.state_interval_records,
  });
  await states.write();
  try {
    await readStream({
      ...ports,
      distribution: content.distribution,
      settings,
      shards,
      states,
      emitter,
      tip,
      snapshots,
    });
  } finally {
    // However the reading ends, a last STATE covers what was emitted; where stdout is gone, its fault is thrown.
    progress.end();
    await states.write();
    await output.end();
  }
}

function stateWriter(
  { content, output }: TapPorts,
  settings: ResolvedSettings,
  shards: ShardSet,
): StateWriter {
  const name = streamName(settings.stream);
  const value = () =>
    shards.bookmarks.size === 0 && content.snapshots.tables.size === 0
      ? undefined
      : stateValue(name, shards, content.tables.streams, {
          ties: content.ties.memory(),
          seconds: content.versions.memory(shards.lineage),
          snapshots: content.snapshots.tables,
        });
  const { state_interval_seconds: seconds, state_interval_records: records } = settings;
  return new StateWriter(output, value, { seconds, records });
}
