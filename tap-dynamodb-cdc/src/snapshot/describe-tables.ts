import { ProgramError } from '@cdc-relay/singer';
import { exactNames } from '../catalog/table-filter.ts';
import type { DynamoDb, TableDescription } from '../dynamodb/port.ts';
import type { TapOptions } from '../settings/options.ts';

/**
 * What DynamoDB says about tables, without those that no longer exist. Throws TABLE_NOT_FOUND when the settings
 * name one of these.
 */
export async function describeTables(
  dynamoDb: DynamoDb,
  tables: readonly string[],
  options: Pick<TapOptions, 'tables'>,
  signal: AbortSignal,
): Promise<Map<string, TableDescription>> {
  const named = exactNames(options.tables);
  const described = new Map<string, TableDescription>();
  for (const table of tables) {
    const description = await dynamoDb.describe(table, signal);
    if (description !== undefined) described.set(table, description);
    else if (named.includes(table)) throw notFound(table);
  }
  return described;
}

function notFound(table: string): ProgramError {
  return new ProgramError('TABLE_NOT_FOUND', `There is no table ${JSON.stringify(table)}.`, {
    remedy: 'Check the setting "tables", the region and the account.',
  });
}
