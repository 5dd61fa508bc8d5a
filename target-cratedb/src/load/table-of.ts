import { ProgramError } from '@cdc-relay/singer';
import { tableName } from '../column/names.ts';
import type { Destination } from '../destination/destination.ts';
import type { TableName } from '../sql/quote.ts';

/**
 * The table of a stream: the one that the URL names, else one of the stream's own name. `others` are the streams that
 * came before. Throws TABLE_UNNAMEABLE, TABLE_SHARED.
 */
export function tableOf(
  stream: string,
  { schema, table }: Destination,
  others: readonly string[],
): TableName {
  if (table !== undefined) {
    if (others[0] !== undefined) throw shared(table, others[0], stream);
    return { schema, table };
  }
  const name = tableName(stream);
  if (name !== undefined) return { schema, table: name };
  throw new ProgramError(
    'TABLE_UNNAMEABLE',
    `The stream ${JSON.stringify(stream.slice(0, 100))} cannot name a table.`,
    {
      remedy: 'Name the table in the URL: crate://…/SCHEMA/TABLE.',
    },
  );
}

function shared(table: string, first: string, second: string): ProgramError {
  const streams = `${JSON.stringify(first)} and ${JSON.stringify(second)}`;
  return new ProgramError(
    'TABLE_SHARED',
    `The URL names one table (${table}), the input has the streams ${streams}.`,
    {
      remedy:
        'Name only a schema in the URL, so that each stream gets a table, or select one stream in the tap.',
    },
  );
}
