import type { ExportStores } from '../export/export-stores.ts';
import { unusable } from '../export/manifest.ts';
import { openExport, type TableExport } from '../export/open-export.ts';
import { type AdvanceExport, readFiles } from '../snapshot/read-files.ts';
import { afterPart, beforeExports, type ExportPosition } from '../tables/export-position.ts';
import type { ItemReading, ItemReceiver, ItemSourceTable } from './item-page.ts';
import { keyFromTexts } from './key-from-texts.ts';
import type { Advance, ReadPosition } from './read-position.ts';

/** A full export of a table. */
export interface ItemExport {
  /** Where it is, for people. */
  readonly place: string;
  /** It has each change that was made before that (milliseconds since the epoch). */
  readonly until: number;
  readonly itemCount: number;
  /** Before its first item. */
  readonly beginning: ReadPosition;
}

/** Finds a full export of a table. Throws EXPORT_NOT_FOUND, EXPORT_CORRUPT, EXPORT_UNUSABLE. */
export async function findExport(
  stores: ExportStores,
  location: string,
  table: string,
  signal: AbortSignal,
): Promise<ItemExport> {
  const { store, summary } = await openFull(stores, location, table, signal);
  const { arn, until, items: itemCount } = summary;
  return {
    place: store.where,
    until,
    itemCount,
    beginning: { export: beforeExports([{ location, arn }]) },
  };
}

/** Reads the files of an export from a position on, some at the same time. Throws EXPORT_… and ITEM_INVALID. */
export async function readExportItems(
  { name, description, parts, messenger }: ItemSourceTable,
  from: ExportPosition,
  { segments, sample }: ItemReading,
  receiver: ItemReceiver,
  signal: AbortSignal,
): Promise<void> {
  const [part] = from.parts;
  if (part === undefined) return;
  const opened = await openFull(parts.stores, part.location, name, signal);
  if (opened.summary.arn !== part.arn)
    throw unusable(opened.store.where, `it is not ${part.arn}, of which a part was read before`);
  const move = (advance: AdvanceExport): void => receiver.move(inExport(advance));
  const reader = {
    readers: segments ?? parts.options.snapshotSegments,
    move,
    lines: async (lines: Parameters<typeof messenger.lines>[0], advance: AdvanceExport): Promise<void> => {
      const { keys: texts, ...messages } = await messenger.lines(lines, sample);
      const keys = texts.map((values) => keyFromTexts(description, values));
      await receiver.page({ keys, messages, advance: inExport(advance) });
    },
  };
  await readFiles(opened, from, reader, signal);
  move(afterPart);
}

async function openFull(
  stores: ExportStores,
  location: string,
  table: string,
  signal: AbortSignal,
): Promise<TableExport> {
  const opened = await openExport(await stores.open(location), signal);
  const { where } = opened.store;
  if (opened.summary.table !== table)
    throw unusable(where, `it is of the table ${JSON.stringify(opened.summary.table)}`);
  if (opened.summary.from !== undefined)
    throw unusable(where, 'it is incremental, and has only the items that changed', 'Name a full export.');
  return opened;
}

function inExport(advance: AdvanceExport): Advance {
  return (position) => ('export' in position ? { export: advance(position.export) } : position);
}
