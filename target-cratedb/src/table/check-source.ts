import { isJsonObject, type JsonValue, ProgramError } from '@cdc-relay/singer';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import { DELETED_COLUMN, TABLE_STREAM_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../connection/database.ts';
import { refreshTable } from '../sql/dml.ts';
import { quoteIdentifier, quoteTable } from '../sql/quote.ts';
import type { Table } from './table.ts';

/** Sources whose versions do not compare with one another. */
const [OF_TABLE_STREAM, OTHER] = ['the DynamoDB stream of its table', 'another source, such as Kinesis'];

/**
 * Throws VERSIONS_MIXED when a table has rows whose versions come from the other kind of source: within a second, those
 * of DynamoDB Streams and exact ones do not order the changes of an item. Rows that a new version of the table is to
 * replace do not count: `version` is that of the first record, which is 1 where no snapshot was taken.
 */
export async function checkSource(
  db: Database,
  table: Table,
  ofTableStream: boolean,
  version: number | undefined,
): Promise<void> {
  const { types } = table.columns;
  if (!types.has(VERSION_COLUMN) || types.get(TABLE_STREAM_COLUMN)?.kind !== 'boolean') return;
  const replaces = version !== undefined && version > 1;
  if (replaces && !types.has(TABLE_VERSION_COLUMN)) return;
  const conditions = [
    `${quoteIdentifier(VERSION_COLUMN)} IS NOT NULL`,
    `${quoteIdentifier(TABLE_STREAM_COLUMN)} IS ${ofTableStream ? 'NULL' : 'NOT NULL'}`,
    ...(types.has(DELETED_COLUMN) ? [`${quoteIdentifier(DELETED_COLUMN)} IS NULL`] : []),
    ...(replaces ? [`${quoteIdentifier(TABLE_VERSION_COLUMN)} >= $1`] : []),
  ];
  await db.query(refreshTable(table.name));
  const select = `SELECT 1 FROM ${quoteTable(table.name)} WHERE ${conditions.join(' AND ')} LIMIT 1`;
  const { rows } = await db.query(select, replaces ? [version] : []);
  if (rows.length > 0) throw versionsMixed(table, ofTableStream);
}

/** Whether the tap says that records are of DynamoDB Streams: a property of that name and another type is the source's own. */
export function isOfTableStream(properties: JsonValue | undefined): boolean {
  if (!isJsonObject(properties) || !Object.hasOwn(properties, TABLE_STREAM_COLUMN)) return false;
  const property = properties[TABLE_STREAM_COLUMN];
  return isJsonObject(property) && [property.type].flat().includes('boolean');
}

function versionsMixed({ name }: Table, ofTableStream: boolean): ProgramError {
  const [rows, records] = ofTableStream ? [OTHER, OF_TABLE_STREAM] : [OF_TABLE_STREAM, OTHER];
  return new ProgramError(
    'VERSIONS_MIXED',
    `The rows of ${quoteTable(name)} come from ${rows}, the records from ${records}: their versions cannot be compared, so that older changes could overwrite newer ones.`,
    {
      remedy:
        'Continue with the source that the table was loaded from. To change it, stop that pipeline, wait ten seconds, and start the new one without a state and with mode "snapshot+cdc"; or load into another table.',
    },
  );
}
