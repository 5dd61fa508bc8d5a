import { counted, type Logger, parseJson } from '@cdc-relay/singer';
import { DELETED_COLUMN, ORDER_COLUMN, TOMBSTONE_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../connection/database.ts';
import { makeKey, rowKeyId } from '../row/key.ts';
import { wholeRow } from '../row/row.ts';
import { quoteIdentifier, quoteTable } from '../sql/quote.ts';
import type { DeleteMode } from '../table/delete-mode.ts';
import type { Table } from '../table/table.ts';
import { type KeptTombstone, Tombstones } from '../table/tombstones.ts';
import { changeUnchanged } from '../table/unchanged-rows.ts';
import type { Operation } from './batch.ts';
import { writeRows } from './insert-rows.ts';
import { PlainInserts } from './plain-inserts.ts';
import { softDeletedColumns } from './soft-deleted-columns.ts';
import { versionIn } from './version.ts';

/** From `remove` to a mode that keeps deletions in the table: guarded like any change, so that several may do it at once. */
export async function intoTable(
  db: Database,
  log: Logger,
  table: Table,
  deleteMode: Exclude<DeleteMode, 'remove'>,
): Promise<void> {
  const tombstones = await Tombstones.existing(db, table.name);
  if (tombstones === undefined) return;
  let unknown = 0;
  const taken = await tombstones.hand(async (page) => {
    const operations = page.map((tombstone) => operationOf(tombstone, table, deleteMode));
    const known = operations.filter((operation) => operation !== undefined);
    const isPartial = deleteMode === 'mark';
    const { shape, overflowColumn } = table;
    const columns = isPartial ? softDeletedColumns(shape, overflowColumn) : shape.columns;
    const insertion = { db, table, isPartial, plain: new PlainInserts(), stale: new Set<Operation>() };
    const refused = await writeRows(insertion, { ...shape, columns }, known, false);
    if (refused[0] !== undefined) throw refused[0].error;
    unknown += operations.length - known.length;
    return page.filter((_, index) => operations[index] !== undefined);
  });
  if (taken > 0)
    log.info(
      `${quoteTable(table.name)} has taken over ${counted(taken, 'deletion')}, as delete_mode is ${deleteMode}`,
    );
  if (unknown > 0)
    log.warning(
      `${unknown} of the deletions of ${quoteTable(table.name)} must stay in _sdc_tombstones, where delete_mode: ${deleteMode} does not see them: of so long a key only a digest is kept. A change that is older than such a deletion and comes late would bring its row back`,
    );
}

/** A deletion as a row of its table; undefined when its key is not known, as only a digest of it is kept. */
function operationOf(
  { keyId, version, order, writtenAt }: KeptTombstone,
  { columns, shape }: Table,
  deleteMode: Exclude<DeleteMode, 'remove'>,
): Operation | undefined {
  const values = keyValues(keyId, shape.keys.length);
  if (values === undefined) return undefined;
  const key = makeKey(values);
  const parts = shape.keys.map((path) => ({ source: path, path }));
  const times = {
    [DELETED_COLUMN]: deletionTime(version) ?? writtenAt,
    ...(deleteMode === 'tombstone' ? { [TOMBSTONE_COLUMN]: writtenAt } : {}),
  };
  const row = wholeRow(
    { [VERSION_COLUMN]: version, ...(order === undefined ? {} : { [ORDER_COLUMN]: order }), ...times },
    { parts, values, isBeside: true },
    columns,
  );
  const kind = deleteMode === 'tombstone' ? 'tombstone' : 'softDelete';
  return { kind, key, version, order, row: row.text, optional: row.optional };
}

/** What a long key's id is replaced by. */
const DIGEST = /^sha256:[0-9a-f]{64}$/;

function keyValues(keyId: string, columns: number): string[] | undefined {
  if (DIGEST.test(keyId)) return undefined;
  if (columns === 1) return [keyId];
  try {
    const values = parseJson(keyId);
    return Array.isArray(values) ? values.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** Versions are microseconds; what would be no time of this century is not one. */
function deletionTime(version: number): string | undefined {
  const millis = Math.floor(version / 1000);
  if (millis < Date.UTC(2000, 0) || millis >= Date.UTC(2100, 0)) return undefined;
  return new Date(millis).toISOString();
}

/** From `tombstone` to `remove`: rows that are tombstones go, and what they say is kept beside the table. */
export async function intoTombstones(db: Database, table: Table, retentionMs: number): Promise<void> {
  const { name, shape, columns } = table;
  if (!columns.types.has(TOMBSTONE_COLUMN)) return;
  const types = shape.keys.map((key) => columns.typeAt(key));
  const found = {
    name,
    keys: shape.keys,
    condition: `${quoteIdentifier(TOMBSTONE_COLUMN)} IS NOT NULL`,
    values: [],
    ...(shape.versioned ? { also: [VERSION_COLUMN, ...(shape.ordered ? [ORDER_COLUMN] : [])] } : {}),
  };
  const tombstones = shape.versioned ? await Tombstones.open(db, name, retentionMs) : undefined;
  await changeUnchanged(db, found, `DELETE FROM ${quoteTable(name)}`, async (rows) => {
    const kept = rows.flatMap((row) => {
      const values = shape.keys.map((_, index) => row[`k${index}`]);
      const version = versionIn({ version: row.a0, version_order: row.a1 });
      return version === undefined ? [] : [{ keyId: rowKeyId(values, types), ...version }];
    });
    await tombstones?.append(kept);
  });
}
