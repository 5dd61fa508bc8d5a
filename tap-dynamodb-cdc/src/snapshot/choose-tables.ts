import { invalidSettings } from '@cdc-relay/singer';
import { exactNames } from '../catalog/table-filter.ts';
import type { DynamoDb } from '../dynamodb/port.ts';
import type { TapOptions } from '../settings/options.ts';
import { streamName } from '../source-url/resolve.ts';

/** Which tables there are to choose from. */
export interface TableSources {
  readonly dynamoDb: DynamoDb;
  readonly options: Pick<TapOptions, 'mode' | 'stream' | 'tables'>;
  readonly wants: (table: string) => boolean;
}

/**
 * The tables that snapshots are to be taken of: those that the setting `tables` names, or that match its patterns;
 * without either, those whose changes go to the Kinesis stream. Throws CONFIG_INVALID.
 */
export async function chooseTables(sources: TableSources, signal: AbortSignal): Promise<string[]> {
  const { dynamoDb, options, wants } = sources;
  const included = options.tables.filter((pattern) => !pattern.startsWith('!'));
  const names = exactNames(included);
  if (included.length === 0) return await tablesOfStream(sources, signal);
  const listed = names.length === included.length ? [] : await dynamoDb.listTables(signal);
  return [...new Set([...names, ...listed])].filter(wants);
}

async function tablesOfStream({ dynamoDb, options, wants }: TableSources, signal: AbortSignal) {
  if (options.mode === 'snapshot')
    throw invalidSettings(['"mode" is snapshot: "tables" must name the tables, or match them by patterns']);
  const chosen: string[] = [];
  for (const table of (await dynamoDb.listTables(signal)).filter(wants)) {
    const destinations = await dynamoDb.destinations(table, signal);
    if (destinations.some(({ stream }) => streamName(stream) === streamName(options.stream)))
      chosen.push(table);
  }
  return chosen;
}
