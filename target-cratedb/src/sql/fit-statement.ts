import { ORDER_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import { insertRow, insertRows, returningRows, type TableShape } from './dml.ts';

/** CrateDB's `statement_max_length`, in characters. */
const MAX_CHARACTERS = 262_144;

/** True when CrateDB accepts a statement of this length. */
export function fitsStatement(text: string): boolean {
  return text.length <= MAX_CHARACTERS;
}

/**
 * The shapes to upsert one after the other where the columns of a table are too many for one statement: each has the
 * key, the version (so that each is guarded by itself) and what must not be NULL, and a part of the other columns. A table without a key keeps
 * its shape: its rows cannot be written in parts.
 */
export function shapesThatFit(shape: TableShape): readonly TableShape[] {
  const longest = returningRows(insertRows(shape), shape);
  if ((fitsStatement(longest) && fitsStatement(insertRow(shape))) || shape.keys.length === 0) return [shape];
  const inAll = (column: string): boolean =>
    column === VERSION_COLUMN ||
    column === ORDER_COLUMN ||
    shape.required?.includes(column) === true ||
    shape.keys.some(([key]) => key === column);
  const always = shape.columns.filter(inAll);
  const others = shape.columns.filter((column) => !inAll(column));
  if (others.length < 2) return [shape];
  const middle = Math.ceil(others.length / 2);
  return [others.slice(0, middle), others.slice(middle)].flatMap((part) =>
    shapesThatFit({ ...shape, columns: [...always, ...part] }),
  );
}
