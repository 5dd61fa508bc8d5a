import type { LineWriter } from '@cdc-relay/singer';
import { catalogOf } from '../catalog/catalog.ts';
import type { TableStream } from '../tables/table-stream.ts';
import { type LearningSources, learnFromPeek } from './learn.ts';

/**
 * Prints the catalog: the tables of the state, of the schema files, and of a peek at each shard, for snapshots also at
 * the tables. Nothing is consumed: no bookmark is read or moved.
 */
export async function discover(sources: LearningSources, output: LineWriter): Promise<void> {
  await learnFromPeek(sources);
  await declareTables(sources);
  await output.write(JSON.stringify(catalogOf(wantedStreams(sources)), undefined, 2));
  await output.end();
}

/** The streams that are known and wanted. */
export function wantedStreams({ tables }: LearningSources): TableStream[] {
  return [...tables.streams].filter(([table]) => tables.wants(table)).map(([, stream]) => stream);
}

/** Adds tables that only a schema file declares. */
async function declareTables({ tables, log }: LearningSources): Promise<void> {
  for (const table of tables.declaredTables) {
    if (tables.find(table) === undefined && !(await tables.declare(table)))
      log.warning('its schema file lacks "key_properties", and nobody else says its key', { stream: table });
  }
}
