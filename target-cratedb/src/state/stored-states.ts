import { ProgramError } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import { refreshTable } from '../sql/dml.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { readTable } from '../table/catalog.ts';

/** A state in the table of states. */
export interface StoredState {
  readonly id: string;
  /** Its JSON text. */
  readonly state: string;
  /** When it was written (milliseconds since the epoch, by the writer's clock). */
  readonly updatedAt: number;
}

/** The states of all pipelines in a table, by name; none where there is no such table. */
export async function storedStates(db: Database, table: TableName): Promise<StoredState[]> {
  if ((await readTable(db, table)) === undefined) return [];
  await db.query(refreshTable(table));
  const { rows } = await db.query<{ state_id: string; state: string; updated_at: Date | string }>(
    `SELECT "state_id", "state", "updated_at" FROM ${quoteTable(table)} ORDER BY "state_id"`,
  );
  return rows.map(({ state_id: id, state, updated_at: at }) => ({
    id,
    state,
    updatedAt: new Date(at).getTime(),
  }));
}

/** The state of that very name. Throws STATE_UNKNOWN, which names those that there are. */
export async function storedState(db: Database, table: TableName, id: string): Promise<StoredState> {
  const states = await storedStates(db, table);
  const found = states.find((state) => state.id === id);
  if (found !== undefined) return found;
  const names = states.map((state) => JSON.stringify(state.id)).join(', ');
  throw new ProgramError(
    'STATE_UNKNOWN',
    `The table ${quoteTable(table)} has no state ${JSON.stringify(id)}: there ${names === '' ? 'is none' : `are ${names}`}.`,
  );
}

/** Removes the state of that very name. Throws STATE_UNKNOWN where there is none, also when it is gone meanwhile. */
export async function removeState(db: Database, table: TableName, id: string): Promise<void> {
  const { rowCount } = await db.query(`DELETE FROM ${quoteTable(table)} WHERE "state_id" = $1`, [id]);
  if (rowCount !== 1) await storedState(db, table, id);
}
