import type { ItemTables, SdkItem, TableDescription } from '../dynamodb/port.ts';
import type { ExportStores } from '../export/export-stores.ts';
import type { TapOptions } from '../settings/options.ts';
import type { Tables } from '../tables/tables.ts';
import type { ItemMessages, ItemMessenger } from './item-messages.ts';
import type { Advance } from './read-position.ts';

/** How a table is read. */
export interface ItemReading {
  /** Read capacity units a second that scans may take; undefined: as many as snapshots may. */
  readonly readUnits: number | undefined;
  readonly consistent: boolean;
  /** The part of the items that is looked at, at random: 1 for all. */
  readonly sample: number;
  /** Files of an export that are read at the same time; undefined: as many as by snapshots. */
  readonly segments: number | undefined;
}

/** Some items: their keys, and the messages of them in the same order. */
export interface ItemPage {
  readonly keys: readonly SdkItem[];
  readonly messages: ItemMessages;
  /** Notes in a position that they are done. */
  readonly advance: Advance;
}

/** Who gets the items of a table. */
export interface ItemReceiver {
  /** Moves the position at once. */
  readonly move: (advance: Advance) => void;
  /** What is read next of the same segment or file waits for it. */
  readonly page: (page: ItemPage) => Promise<void>;
}

/** What a table is read with. */
export interface ItemTableParts {
  readonly dynamoDb: ItemTables;
  readonly stores: ExportStores;
  readonly tables: Tables;
  readonly options: TapOptions;
}

/** A table, and what its items are read and made messages with. */
export interface ItemSourceTable {
  readonly name: string;
  readonly description: TableDescription;
  readonly parts: ItemTableParts;
  readonly messenger: ItemMessenger;
}
