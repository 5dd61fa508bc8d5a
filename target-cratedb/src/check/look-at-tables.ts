import { type Finding, failure, ok, warn } from '@cdc-relay/singer';
import type { ColumnPath } from '../column/column-type.ts';
import { columnName } from '../column/names.ts';
import { hasEnded, newHolder } from '../lease/holder.ts';
import { LeaseTable } from '../lease/lease-table.ts';
import { quoteTable } from '../sql/quote.ts';
import { keysIn } from '../state/known-streams.ts';
import { readTable } from '../table/catalog.ts';
import { tableMissing } from '../table/table-missing.ts';
import { judgeRelation, judgeTable, type Relation } from './existing-table.ts';
import { type KnownTable, knownTables } from './known-tables.ts';
import type { CheckParts } from './parts.ts';

/** Compares the tables that exist with what the settings and the kept state expect. */
export async function lookAtTables(parts: CheckParts): Promise<Finding[]> {
  const known = await knownTables(parts);
  if (known.length > 0) return await Promise.all(known.map((table) => lookAtTable(parts, table)));
  return [ok(`each stream gets one in the schema "${parts.options.destination.schema}"; none is known yet`)];
}

const RELATION = `SELECT table_type, closed, settings FROM information_schema.tables
  WHERE table_schema = $1 AND table_name = $2`;

async function lookAtTable(parts: CheckParts, known: KnownTable): Promise<Finding> {
  const { db, options } = parts;
  const { name } = known;
  const { rows } = await db.query<Relation & Record<string, unknown>>(RELATION, [name.schema, name.table]);
  const unusable = rows[0] && judgeRelation(name, rows[0]);
  if (unusable !== undefined) return unusable;
  const table = await readTable(db, name);
  if (table === undefined) return judgeMissing(parts, known);
  const { layout, deleteMode } = options.streams;
  return judgeTable(name, table, {
    isDocument: layout === 'document',
    keys: await expectedKeys(parts, known),
    hasTombstones: deleteMode === 'tombstone',
  });
}

/** A table that is not there is made, unless an earlier run has filled it. */
function judgeMissing({ options }: CheckParts, { name, stream, wasLoaded }: KnownTable): Finding {
  if (!wasLoaded || stream === undefined || options.streams.overwrites)
    return ok(`${quoteTable(name)} does not exist yet: the load makes it`);
  return failure(tableMissing(name, stream));
}

/** The key's columns, where a state names the key and it has columns of its own. */
async function expectedKeys(
  { options: { streams }, state }: CheckParts,
  { stream }: KnownTable,
): Promise<readonly ColumnPath[] | undefined> {
  if (stream === undefined || streams.layout === 'document' || streams.appendOnly) return undefined;
  return keysIn(await state(), stream)?.map((name): ColumnPath => [columnName(name) ?? name]);
}

/** Whether another process writes one of the tables, where one process writes a table. */
export async function lookAtLeases(parts: CheckParts): Promise<Finding[]> {
  const { db, options } = parts;
  if (options.streams.deleteMode !== 'remove') return [];
  const here = newHolder();
  const leases = new LeaseTable({ db }, options.lease, here, options.lease.durationMs);
  const findings: Finding[] = [];
  for (const { name } of await knownTables(parts)) {
    const lease = await leases.find(name.table);
    if (lease === undefined || hasEnded(lease.holder, here)) continue;
    const { host, pid } = lease.holder;
    findings.push(
      warn(
        `${quoteTable(name)}: process ${pid} on ${host} writes it since ${lease.since}, and a load would wait for its end`,
      ),
    );
  }
  return findings.length > 0 ? findings : [ok('no other process writes the tables that are known')];
}
