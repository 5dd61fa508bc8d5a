import { codeOf, type Finding, judgeClock, ok, reportChecked, warn } from '@cdc-relay/singer';
import { withRetry } from '../aws/backoff.ts';
import { CLOCK_GRAIN_MS } from '../aws/server-clock.ts';
import type { TableDescription } from '../dynamodb/port.ts';
import type { StreamSummary } from '../kinesis/port.ts';
import type { Shard } from '../shards/lineage.ts';
import type { StreamState } from '../state/state.ts';
import { optional, required } from './denied.ts';
import { judgeRetention, judgeShards, judgeStatus } from './kinesis-stream.ts';
import type { CheckParts } from './parts.ts';

/** What the looks find out for those after them. */
export interface Known {
  summary: StreamSummary | undefined;
  shards: readonly Shard[];
  state: StreamState | undefined;
  /** The tables that are named, or that a snapshot would be taken of. */
  tables: ReadonlyMap<string, TableDescription>;
}

/** The names of the actions, which DynamoDB Streams has of its own. */
function actionsOf({ options }: CheckParts): { list: string; iterate: string; read: string } {
  const isStreams = options.dynamoDbStreams !== undefined;
  const service = isStreams ? 'dynamodb' : 'kinesis';
  const list = isStreams ? 'dynamodb:DescribeStream' : 'kinesis:ListShards';
  return { list, iterate: `${service}:GetShardIterator`, read: `${service}:GetRecords` };
}

/** Finds the stream, its status and its shards. */
export async function lookAtStream(parts: CheckParts, known: Known): Promise<Finding[]> {
  const { options, source, kinesisStream, signal } = parts;
  try {
    known.summary = await source.kinesis.describe(signal);
    known.shards = await source.kinesis.listShards(signal);
  } catch (error) {
    if (options.create && ['STREAM_NOT_FOUND', 'TABLE_STREAM_UNUSABLE'].includes(codeOf(error) ?? ''))
      return [warn(`${kinesisStream} is not there or not enabled yet: "create" lets a run do that`)];
    return [required(actionsOf(parts).list, error)];
  }
  if (known.summary !== undefined)
    return [judgeStatus(kinesisStream, known.summary), judgeShards(known.shards)];
  const lost = 'status, retention and distribution are not known, and 24 hours are taken for the retention';
  return [
    warn(`kinesis:DescribeStreamSummary is not permitted, or not known here: ${lost}`),
    judgeShards(known.shards),
  ];
}

/**
 * Whether records may be read: one request to one shard, at its tip, so that no record comes and no position of anybody
 * moves.
 */
export async function lookAtReading(parts: CheckParts, { shards }: Known): Promise<Finding[]> {
  const { options, source, log, signal } = parts;
  const shard = shards.find(({ open }) => open);
  if (shard === undefined) return [ok('there is no open shard to try')];
  const actions = actionsOf(parts);
  let action = actions.iterate;
  try {
    const iterator = await source.kinesis.shardIterator(shard.id, { type: 'LATEST' }, signal);
    action = actions.read;
    const retryPolicy = { limitMs: options.aws.retryLimitMs, log };
    await withRetry(retryPolicy, () => source.kinesis.getRecords(iterator, 1, signal), signal);
    return [ok(`${actions.iterate} and ${actions.read} are permitted`)];
  } catch (error) {
    return [required(action, error)];
  }
}

/** How long the stream keeps records; the relay compares it with the target's memory of deletions. */
export async function lookAtRetention(_: CheckParts, { summary }: Known): Promise<Finding[]> {
  if (summary === undefined || !Number.isFinite(summary.retentionMs)) return [];
  reportChecked('stream_retention_hours', summary.retentionMs / 3_600_000);
  return [judgeRetention(summary.retentionMs)];
}

/** Compares the clock of AWS, as its answers say it, with this machine's. */
export async function lookAtClock({ source, signal }: CheckParts, { shards }: Known): Promise<Finding[]> {
  if (shards.length === 0) return [];
  const sentMs = Date.now();
  await source.kinesis.listShards(signal);
  const receivedMs = Date.now();
  return [judgeClock('AWS', { sentMs, timeMs: source.kinesis.time, receivedMs, grainMs: CLOCK_GRAIN_MS })];
}

/** What pushes records, where that is wanted. It is not registered here. */
export async function lookAtConsumer({ options, log, signal }: CheckParts): Promise<Finding[]> {
  const { fanOut, stream, aws } = options;
  if (fanOut === undefined) return [];
  const { consumerCalls } = await import('../kinesis/connect.ts');
  const { findConsumer } = await import('../kinesis/consumer.ts');
  const calls = consumerCalls(stream, fanOut, aws, log);
  try {
    const consumer = await findConsumer(calls, signal);
    if (consumer !== undefined) return [ok(`${fanOut}: ${consumer.status}`)];
    return [
      warn(`${fanOut} is not registered yet: a run does that, with kinesis:RegisterStreamConsumer, or polls`),
    ];
  } catch (error) {
    return [optional('kinesis:DescribeStreamConsumer', error, 'a run polls the shards')];
  } finally {
    calls.client.destroy();
  }
}
