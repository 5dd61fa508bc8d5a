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
  const ofStreams = messages.filter(({ stream }) => stream !== '');
  for (const { stream, keyed, record, version, activates, isBad } of ofStreams) {
    const table: ExpectedTable = tables.get(stream) ?? { rows: new Map(), appended: [] };
    tables.set(stream, table);
    const isEnded = (row: Row): boolean => activates !== undefined && (row.version ?? 0) < activates;
    for (const [id, row] of table.rows) if (isEnded(row)) remove(table, id, {}, row.version, hardDelete);
    if (record === undefined || isBad) continue;
    if (!keyed) table.appended.push(record);
    if (!keyed) continue;
    const { id, _sdc_sequence: sequence, _sdc_deleted_at: deleted } = record;
    const known = sequences.get(`${stream} ${id}`);
    const isOlder = known !== undefined && typeof sequence === 'number' && sequence < known;
    if (isOlder) continue;
    if (typeof sequence === 'number') sequences.set(`${stream} ${id}`, sequence);
    if (!deleted) table.rows.set(String(id), { record, version });
    else remove(table, String(id), record, version, hardDelete);
  }
  return tables;
}

function remove(
  { rows }: ExpectedTable,
  id: string,
  mark: Row['record'],
  version: Row['version'],
  hardDelete: boolean,
): void {
  if (hardDelete) rows.delete(id);
  else rows.set(id, { record: { ...rows.get(id)?.record, _sdc_deleted_at: true, ...mark }, version });
}
