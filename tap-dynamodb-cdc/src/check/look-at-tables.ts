import { type Finding, fail, ok, warn } from '@cdc-relay/singer';
import { exactNames, tableFilter } from '../catalog/table-filter.ts';
import type { DynamoDb, StreamingDestination } from '../dynamodb/port.ts';
import type { StreamSummary } from '../kinesis/port.ts';
import { chooseTables } from '../snapshot/choose-tables.ts';
import { shareOf } from '../snapshot/share.ts';
import { streamName } from '../source-url/resolve.ts';
import { tableRef } from '../source-url/table-ref.ts';
import { optional, required } from './denied.ts';
import { judgeDistribution } from './kinesis-stream.ts';
import type { Known } from './look-at-stream.ts';
import type { CheckParts } from './parts.ts';
import { judgeScan, type ScanPlan } from './scan-time.ts';

/** The tables that the settings name, or that a snapshot would be taken of, each with its key. */
export async function lookAtTables(parts: CheckParts, known: Known): Promise<Finding[]> {
  const { options, source, signal } = parts;
  const dynamoDb = await source.dynamoDb();
  if (options.mode === 'cdc') {
    const names = namedTables(parts);
    if (names.length === 0) return [ok('all that the stream carries: the setting "tables" names none')];
    return (await Promise.all(names.map((table) => lookAtTable(parts, dynamoDb, table, known)))).flat();
  }
  try {
    const tables = await chooseTables({ dynamoDb, options, wants: tableFilter(options.tables) }, signal);
    if (tables.length === 0) return [warn('there is no table to take a snapshot of')];
    return (await Promise.all(tables.map((table) => lookAtTable(parts, dynamoDb, table, known)))).flat();
  } catch (error) {
    return [required('dynamodb:ListTables or dynamodb:DescribeKinesisStreamingDestination', error)];
  }
}

/** Tables that the settings name, and not by a pattern. */
function namedTables({ options }: CheckParts): string[] {
  const streams = (options.dynamoDbStreams ?? []).map(tableRef).filter((ref) => ref?.isPattern === false);
  return [...new Set([...exactNames(options.tables), ...streams.map((ref) => ref?.table ?? '')])];
}

async function lookAtTable(
  { options, signal }: CheckParts,
  dynamoDb: DynamoDb,
  table: string,
  known: Known,
): Promise<Finding[]> {
  const isNeeded = options.mode !== 'cdc';
  try {
    const described = await dynamoDb.describe(table, signal);
    if (described === undefined)
      return [fail(`there is no table ${table}: correct "tables", the region or the account`)];
    known.tables = new Map(known.tables).set(table, described);
    const scans = isNeeded && options.snapshotSource === 'scan';
    const untried = scans ? '; dynamodb:Scan is not tried, as that costs read capacity' : '';
    const key = ok(`${table}: key ${described.keys.join(', ')}${untried}`);
    return scans ? [key, judgeScan(table, described, planOf(options, known.summary))] : [key];
  } catch (error) {
    const action = `${table}: dynamodb:DescribeTable`;
    return [
      isNeeded ? required(action, error) : optional(action, error, 'the order of its key is not known'),
    ];
  }
}

function planOf(options: CheckParts['options'], summary: StreamSummary | undefined): ScanPlan {
  const { snapshotReadUnits: units, consistentRead: consistent, snapshotShare: share } = options;
  const retentionMs = summary?.retentionMs ?? Number.POSITIVE_INFINITY;
  return { units, consistent, shares: share === undefined ? 1 : shareOf(share).count, retentionMs };
}

/** Whether the named tables stream into the Kinesis stream, and whether what comes can be ordered. */
export async function lookAtDestinations(parts: CheckParts, { summary }: Known): Promise<Finding[]> {
  const { options, source } = parts;
  if (options.dynamoDbStreams !== undefined) return [];
  const names = exactNames(options.tables);
  const looks = await Promise.all(
    names.map(async (table) => await lookAtDestination(parts, await source.dynamoDb(), table)),
  );
  const coarse = looks.filter(({ isCoarse }) => isCoarse).map(({ table }) => table);
  const ordering = { isAuto: summary?.isAuto ?? false, coarse, isAccepted: options.acceptAutoDistribution };
  return [
    ...looks.map(({ finding }) => finding),
    ...(summary === undefined ? [] : [judgeDistribution(ordering)]),
  ];
}

interface Look {
  readonly table: string;
  readonly isCoarse: boolean;
  readonly finding: Finding;
}

async function lookAtDestination(
  { options, signal }: CheckParts,
  dynamoDb: DynamoDb,
  table: string,
): Promise<Look> {
  try {
    const found = (await dynamoDb.destinations(table, signal)).find(
      ({ stream }) => streamName(stream) === streamName(options.stream),
    );
    return { table, isCoarse: found?.isCoarse === true, finding: judgeDestination(table, found) };
  } catch (error) {
    const action = `${table}: dynamodb:DescribeKinesisStreamingDestination`;
    return { table, isCoarse: false, finding: optional(action, error, 'whether it streams is not known') };
  }
}

/** Whether the changes of a table come. */
function judgeDestination(table: string, found: StreamingDestination | undefined): Finding {
  if (found === undefined)
    return warn(`${table} does not stream into it: aws dynamodb enable-kinesis-streaming-destination`);
  const precision = found.isCoarse ? ', times in milliseconds: MICROSECOND orders changes better' : '';
  if ((found.status ?? 'ACTIVE') !== 'ACTIVE') return warn(`${table} does not stream yet: ${found.status}`);
  return ok(`${table} streams into it${precision}`);
}
