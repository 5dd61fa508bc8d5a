/**
 * Where a record of a dump ends, as its sequence number: the number of the line (`12`), and of several records that end in
 * one line the number among them from the second on (`12.2`).
 */
export type Position = string;

/** Before the first record. */
export const BEGINNING: Position = '0';

export function positionOf(line: number, ordinal: number): Position {
  return ordinal === 1 ? String(line) : `${line}.${ordinal}`;
}

/** The number of the line in which a record ends. */
export function lineOf(position: Position): number {
  return Number(position.split('.')[0]);
}
