import type { InputMessage } from './input.ts';

/** A row as the oracle sees it: the record, when it was deleted, and the table version. */
interface Row {
  readonly record: Readonly<Record<string, unknown>>;
  readonly version: number | undefined;
}

/** What a table should hold in the end. */
export interface ExpectedTable {
  readonly rows: Map<string, Row>;
  readonly appended: Readonly<Record<string, unknown>>[];
}

/** Computes the tables of an input: one rule a line, nothing of how the target works. */
export function expectedTables(
  messages: readonly InputMessage[],
  hardDelete: boolean,
): Map<string, ExpectedTable> {
  const tables = new Map<string, ExpectedTable>();
  const sequences = new Map<string, number>();
  for (const { stream, keyed, record, version, activates, isBad } of messages) {
    const table = tables.get(stream) ?? { rows: new Map(), appended: [] };
    tables.set(stream, table);
    if (activates !== undefined)
      for (const [id, row] of table.rows) if ((row.version ?? 0) < activates) table.rows.delete(id);
    if (record === undefined || isBad) continue;
    if (!keyed) table.appended.push(record);
    if (!keyed) continue;
    const { id, _sdc_sequence: sequence, _sdc_deleted_at: deleted } = record;
    const known = sequences.get(`${stream} ${id}`);
    const isOlder = known !== undefined && typeof sequence === 'number' && sequence < known;
    if (isOlder) continue;
    if (typeof sequence === 'number') sequences.set(`${stream} ${id}`, sequence);
    if (!deleted) table.rows.set(String(id), { record, version });
    else if (hardDelete) table.rows.delete(String(id));
    else
      table.rows.set(String(id), { record: { ...table.rows.get(String(id))?.record, ...record }, version });
  }
  return tables;
}
