import type { Collect, LineWriter, Logger } from '@cdc-relay/singer';
import { CallWatch } from './calls/call-watch.ts';
import type { ExportTables } from './dynamodb/port.ts';
import type { BadRecords } from './emit/bad-records.ts';
import { ChangeFilter } from './emit/change-filter.ts';
import type { Distribution } from './emit/distribution.ts';
import { FirstPages } from './emit/first-pages.ts';
import { type EmitterParts, PageEmitter } from './emit/page-emitter.ts';
import { preparationOf } from './emit/prepare.ts';
import { Progress } from './emit/progress.ts';
import { StateWriter } from './emit/state-writer.ts';
import { Tip } from './emit/tip.ts';
import type { ExportStores } from './export/export-stores.ts';
import type { Kinesis } from './kinesis/port.ts';
import { readStream } from './reading/read-stream.ts';
import { ShardWatch } from './reading/shard-watch.ts';
import { reportOf } from './report.ts';
import { memoryOf, type RunMemory, stateOf, totalsOf } from './run-memory.ts';
import type { TapOptions } from './settings/options.ts';
import type { Checkpoint } from './shards/checkpoints.ts';
import { SnapshotRunner } from './snapshot/snapshot-runner.ts';
import type { StreamState } from './state/state.ts';
import type { Tables } from './tables/tables.ts';

/** What the tap reads from and writes to. */
export interface TapPorts {
  readonly kinesis: Kinesis;
  /** The name of the Kinesis stream. */
  readonly kinesisStream: string;
  /** Opens the way to DynamoDB, for snapshots. */
  readonly dynamoDb: () => Promise<ExportTables>;
  readonly exportStores: ExportStores;
  readonly tables: Tables;
  readonly distribution: Distribution;
  readonly bad: BadRecords;
  /** How far CrateDB Toolkit has read, where a stream without bookmarks goes on from there. */
  readonly checkpoints: readonly Checkpoint[] | undefined;
  readonly output: LineWriter;
  readonly log: Logger;
  /** Who wants to know how it goes. */
  readonly watch: (collect: Collect) => void;
  /** Asks the tap to end: it finishes the pages in hand and prints a last STATE. */
  readonly signal: AbortSignal;
}

/**
 * Takes the snapshots that are wanted, reads the Kinesis stream from where `state` ends, and emits Singer messages:
 * until every shard has reached the tip as of startup, until stopped (`follow`), or until a limit of the options is
 * reached. Throws ProgramError.
 */
export async function runTap(ports: TapPorts, options: TapOptions, state: StreamState): Promise<void> {
  const { kinesisStream, tables, bad, output, log } = ports;
  const memory = memoryOf(state, options);
  const { shards } = memory;
  const progress = new Progress(log, () => totalsOf(tables, bad, memory), options.metricsIntervalMs);
  const states = new StateWriter(output, () => stateOf(kinesisStream, tables, memory), {
    ms: options.stateIntervalMs,
    records: options.stateIntervalRecords,
  });
  const snapshots = new SnapshotRunner({ ...ports, snapshots: memory.snapshots, states }, options);
  const tip = new Tip(snapshots);
  const watch = new ShardWatch(shards);
  const { watch: calls = new CallWatch() } = options.aws;
  ports.watch(reportOf({ calls, shards: watch, progress, snapshots, output }, options.readyMs));
  const firstPages = new FirstPages(shards, shards.bookmarks.size === 0, log);
  const parts = { output, clock: ports.kinesis, shards, states, progress, firstPages, tip, bad };
  const emitter = new PageEmitter({ ...parts, ...preparing(ports, options, memory) }, options);
  await states.write();
  try {
    await readStream({ ...ports, options, shards, states, emitter, tip, snapshots, watch });
  } finally {
    // However the reading ends, a last STATE covers what was emitted; where stdout is gone, its fault is thrown.
    progress.end();
    await states.write();
    await output.end();
  }
}

function preparing(
  { tables, distribution, bad }: TapPorts,
  options: TapOptions,
  { shards, snapshots, duplicates, versions }: RunMemory,
): Pick<EmitterParts, 'preparation' | 'filter'> {
  const parts = { tables, snapshots, distribution, howToKeepBad: bad.howToKeep };
  return {
    preparation: preparationOf(options, parts),
    filter: new ChangeFilter({ snapshots, duplicates, versions, lineage: shards.lineage }),
  };
}
