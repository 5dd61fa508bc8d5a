import type { TableName } from '../sql/quote.ts';
import { streamsIn } from '../state/known-streams.ts';
import { TableNames } from '../stream/table-names.ts';
import type { CheckParts } from './parts.ts';

/** A table that will be written, as far as that is known before the stream comes. */
export interface KnownTable {
  readonly name: TableName;
  readonly stream: string | undefined;
  /** An earlier run has loaded the stream, as the kept state says. */
  readonly wasLoaded: boolean;
}

/**
 * The tables of the streams that the kept state or `table_options` name, else that of the URL. Streams with a map may
 * have another name. Throws TABLE_SHARED, TABLE_UNNAMEABLE.
 */
export async function knownTables({ options, state }: CheckParts): Promise<KnownTable[]> {
  const { destination, streams } = options;
  const loaded = streamsIn(await state());
  const named = Object.keys(streams.tables).filter((stream) => stream !== '*');
  const tables = new TableNames(destination, streams.tables);
  const known = [...new Set([...loaded, ...named])]
    .filter((stream) => streams.maps.of(stream) === undefined)
    .map((stream) => ({ stream, name: tables.assign(stream), wasLoaded: loaded.includes(stream) }));
  const { schema, table } = destination;
  if (known.length > 0 || table === undefined) return known;
  return [{ stream: undefined, name: { schema, table }, wasLoaded: false }];
}
