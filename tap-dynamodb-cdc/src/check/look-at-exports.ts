import { counted, type Finding, ok } from '@cdc-relay/singer';
import { tableFilter } from '../catalog/table-filter.ts';
import { filesOfExport, type TableExport } from '../export/open-export.ts';
import { TableExports } from '../snapshot/table-exports.ts';
import type { ExportPart } from '../tables/export-position.ts';
import { required } from './denied.ts';
import { isFirstRun, judgeExports } from './export-time.ts';
import { lookAtPlace, lookAtRequest } from './look-at-requests.ts';
import type { Known } from './look-at-stream.ts';
import type { CheckParts } from './parts.ts';

/** More data files than this are not looked for, as a check should take seconds. */
const MAX_FILES = 100;

/** Files that are looked for at the same time. */
const READERS = 8;

/**
 * Looks at what snapshots from exports need: the exports, or what DynamoDB says of a request for one. Nothing is
 * requested, and no item is read.
 */
export async function lookAtExports(parts: CheckParts, known: Known): Promise<Finding[]> {
  const { options, source, log, signal } = parts;
  if (options.snapshotSource !== 'export') return [];
  const wants = tableFilter(options.tables);
  const exports = new TableExports({ stores: source.exportStores, options, wants, log });
  try {
    const tables = new Set([...known.tables.keys(), ...(await exports.given(signal)).keys()]);
    const looks = [...tables].map((table) => lookAtTable(parts, known, exports, table));
    return [...(await Promise.all(looks)).flat(), ...(await lookAtPlace(parts))];
  } catch (error) {
    return [required('s3:GetObject', error)];
  }
}

async function lookAtTable(
  parts: CheckParts,
  known: Known,
  exports: TableExports,
  table: string,
): Promise<Finding[]> {
  const { options, signal } = parts;
  try {
    const all = await exportsOf(parts, known, exports, table);
    const finished = all.filter(({ pending }) => pending !== true);
    const opened = await Promise.all(finished.map((part) => exports.open(table, part, signal)));
    const files = await Promise.all(opened.map((one) => lookAtFiles(table, one, signal)));
    const isAsked = finished.length < all.length || options.onGap === 'resnapshot';
    const request = isAsked ? await lookAtRequest(parts, known, table) : [];
    return [...files, ...judgeExports(parts, known, table, opened), ...request];
  } catch (error) {
    return [required(`${table}: s3:GetObject`, error)];
  }
}

/** The exports that a run would read, or that it would read after a gap; none where its snapshot is complete. */
async function exportsOf(
  { options, source, signal }: CheckParts,
  known: Known,
  exports: TableExports,
  table: string,
): Promise<readonly ExportPart[]> {
  const snapshot = known.state?.snapshots.get(table);
  if (snapshot?.export !== undefined) return snapshot.export.parts;
  const isFirst = isFirstRun(options, known);
  const isDue = options.mode !== 'cdc' && (isFirst || snapshot === undefined);
  if (!isDue && snapshot?.requested !== true && options.onGap !== 'export') return [];
  const fresh = isFirst || options.onGap === 'export';
  const beginning = { fresh, sequence: source.kinesis.time * 1000, known: snapshot };
  return (await exports.beginning(table, beginning, signal))?.export.parts ?? [];
}

/** Opens both manifests of an export, and looks for its data files. */
async function lookAtFiles(table: string, opened: TableExport, signal: AbortSignal): Promise<Finding> {
  const { store, summary } = opened;
  const files = await filesOfExport(opened, signal);
  const left = files.slice(0, MAX_FILES).values();
  const lookForSome = async (): Promise<void> => {
    for (const { path } of left) await hasBytes(store, path, signal);
  };
  await Promise.all(Array.from({ length: READERS }, lookForSome));
  const looked = files.length > MAX_FILES ? `, of which the first ${MAX_FILES} were looked for` : '';
  const time = new Date(summary.until).toISOString();
  return ok(`${table}: the export ${store.where} of ${time}: ${counted(files.length, 'data file')}${looked}`);
}

/** Reads the beginning of a file. Throws EXPORT_FILE_MISSING and what else keeps it from being read. */
async function hasBytes(store: TableExport['store'], path: string, signal: AbortSignal): Promise<boolean> {
  for await (const _ of store.bytes(path, signal)) return true;
  return false;
}
