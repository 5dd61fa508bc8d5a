import type { JsonObject, Logger } from '@cdc-relay/singer';
import { warnOfBreadcrumbs, warnOfUnmet } from '../catalog/breadcrumbs.ts';
import { readSchemaFiles } from '../catalog/schema-files.ts';
import { readCatalog } from '../catalog/selection.ts';
import { streamNames } from '../catalog/stream-name.ts';
import { TableChoice } from '../catalog/table-choice.ts';
import { tableFilter } from '../catalog/table-filter.ts';
import type { DescribeKeys } from '../dynamodb/describe-keys.ts';
import { RecordFormat } from '../record/format.ts';
import type { ContentOptions } from '../settings/options.ts';
import type { TableMemory } from './table-memory.ts';
import { Tables } from './tables.ts';

/** What the tables of a run are known by. */
export interface TableSources {
  /** The name of the Kinesis stream. */
  readonly kinesisStream: string;
  readonly catalog: JsonObject | undefined;
  /** Undefined where DynamoDB cannot be asked for the order of a key. */
  readonly describeKeys: DescribeKeys | undefined;
  /** What the state remembers. */
  readonly memory: ReadonlyMap<string, TableMemory>;
}

/** The tables as options, catalog, schema files and state say. Throws CONFIG_INVALID, CATALOG_INVALID and SCHEMAS_UNREADABLE. */
export function openTables(options: ContentOptions, sources: TableSources, log: Logger): Tables {
  const { kinesisStream, catalog, describeKeys, memory } = sources;
  const selection = catalog === undefined ? undefined : readCatalog(catalog);
  const choice = new TableChoice(
    {
      isWanted: tableFilter(options.tables),
      nameOf: streamNames(options.streamNameTemplate, kinesisStream),
      selection,
      files: options.schemas === undefined ? new Map() : readSchemaFiles(options.schemas),
    },
    log,
  );
  const format = new RecordFormat(options);
  if (selection !== undefined) warnOfBreadcrumbs(selection, !format.isFixed, log);
  return new Tables(memory, { choice, format, describeKeys, log });
}

/** Warns of what the catalog deselects but no record of this run had. */
export function warnOfUnmatched(tables: Tables, log: Logger): void {
  for (const { name, emitted, selection } of tables.streams.values())
    if (emitted > 0) warnOfUnmet(name, selection.unmet, log);
}
