import { invalidSettings, type Logger, ProgramError } from '@cdc-relay/singer';
import { tableFilter } from '../catalog/table-filter.ts';
import type { StreamTables } from '../dynamodb/port.ts';
import { type TableRef, tableRef } from '../source-url/table-ref.ts';

/** What finds the streams of tables. */
export interface TableStreamParts {
  readonly dynamoDb: () => Promise<StreamTables>;
  readonly log: Logger;
}

/**
 * The ARNs of the streams of these tables (names, patterns, ARNs). `enable`: a table without one gets one. Throws
 * TABLE_NOT_FOUND, TABLE_STREAM_UNUSABLE, and CONFIG_INVALID where a table is named twice.
 */
export async function findStreams(
  names: readonly string[],
  enable: boolean,
  { dynamoDb, log }: TableStreamParts,
  signal: AbortSignal,
): Promise<string[]> {
  const arns = new Map<string, string>();
  for (const ref of await namedTables(names, dynamoDb, signal)) {
    const arn = ref.streamArn ?? (await latestStream(await dynamoDb(), ref, enable, signal));
    if (arn === undefined) {
      log.warning(`the table ${ref.table} has no DynamoDB stream and is left out`, { stream: ref.table });
      continue;
    }
    const known = arns.get(ref.table) ?? arn;
    if (known !== arn)
      throw invalidSettings([`"dynamodb_streams" names two streams of tables called ${ref.table}`]);
    arns.set(ref.table, arn);
  }
  if (arns.size > 0) return [...arns.values()];
  throw unusable('No table that "dynamodb_streams" matches has a DynamoDB stream.');
}

async function namedTables(
  names: readonly string[],
  dynamoDb: TableStreamParts['dynamoDb'],
  signal: AbortSignal,
): Promise<TableRef[]> {
  const refs = names.map(tableRef).filter((ref) => ref !== undefined);
  const patterns = refs.filter(({ isPattern }) => isPattern);
  const named = refs.filter(({ isPattern }) => !isPattern);
  if (patterns.length === 0) return named;
  const matches = tableFilter(patterns.map(({ table }) => table));
  const isNamed = new Set(named.map(({ table }) => table));
  const listed = (await (await dynamoDb()).listTables(signal)).filter(
    (table) => matches(table) && !isNamed.has(table),
  );
  return [
    ...named,
    ...listed.map((table) => ({
      table,
      id: table,
      streamArn: undefined,
      region: undefined,
      isPattern: true,
    })),
  ];
}

/** Undefined for a table that only a pattern matches, and that has no stream. */
async function latestStream(
  dynamoDb: StreamTables,
  { id, table, isPattern }: TableRef,
  enable: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { arn, isEnabled } = await dynamoDb.latestStream(id, signal);
  if (isEnabled && arn !== undefined) return arn;
  if (enable) return await dynamoDb.enableStream(id, signal);
  if (isPattern) return undefined;
  const what = arn === undefined ? 'has no DynamoDB stream' : 'has a DynamoDB stream that is disabled';
  throw unusable(`The table ${JSON.stringify(table)} ${what}, so that its changes cannot be read.`);
}

/** Throws TABLE_STREAM_UNUSABLE where records do not hold what is to be read. */
export function checkView(table: string, view: string | undefined, oldImage: boolean): void {
  if (view === undefined || view === 'NEW_AND_OLD_IMAGES' || (view === 'NEW_IMAGE' && !oldImage)) return;
  const lacks = view === 'NEW_IMAGE' ? 'old items, which "old_image" asks for' : 'the new items';
  throw unusable(
    `The DynamoDB stream of the table ${JSON.stringify(table)} has the view type ${view}: its records lack ${lacks}.`,
    'The view type of a stream cannot be changed: disable the stream, and enable it again with NEW_AND_OLD_IMAGES (or NEW_IMAGE, without "old_image"). The changes in between need a new snapshot.',
  );
}

function unusable(message: string, remedy = ENABLE): ProgramError {
  return new ProgramError('TABLE_STREAM_UNUSABLE', message, { remedy });
}

const ENABLE =
  'Enable the stream of the table with the view type NEW_AND_OLD_IMAGES (or NEW_IMAGE), or set "create" to true and the tap enables it.';
