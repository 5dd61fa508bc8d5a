import { FIRST_SEQUENCE, keyOf, ROW_SCHEMA, type Row, rowOf } from './row.ts';
import type { Operation } from './workload.ts';

/** The Singer stream, and so the table, of the prepared rows. */
export const TABLE = 'orders';

const TIME = '2025-05-06T07:08:09.000Z';
const STATE_EVERY = 10_000;

/** Makes the lines of one operation; `position` counts the operations from 0. */
export type LinesOf = (operation: Operation, position: number) => readonly string[];

/** The SCHEMA line. */
export function schemaLine(): string {
  return JSON.stringify({ type: 'SCHEMA', stream: TABLE, schema: ROW_SCHEMA, key_properties: ['id'] });
}

/** A RECORD that deletes a row which is not there: it makes the target create what it needs for deletions. */
export function oldDeletionLine(): string {
  const record = { id: 'none', _sdc_sequence: 1, _sdc_deleted_at: TIME };
  return JSON.stringify({ type: 'RECORD', stream: TABLE, record, time_extracted: TIME });
}

/** Singer messages, as the tap writes them: a RECORD, and a STATE now and then. */
export const singerLines: LinesOf = (operation, position) => {
  const record = recordOf(operation, FIRST_SEQUENCE + position);
  const message = { type: 'RECORD', stream: TABLE, record, time_extracted: TIME };
  const state = { type: 'STATE', value: { position } };
  const lines = [message, ...(position % STATE_EVERY === STATE_EVERY - 1 ? [state] : [])];
  return lines.map((line) => JSON.stringify(line));
};

/** For the limits: the letter of the kind, then the row as a JSON object, or the key to delete. */
export const objectLines: LinesOf = (operation, position) => [
  operation.kind === 'delete'
    ? `d${keyOf(operation.row)}`
    : `${operation.kind[0]}${JSON.stringify(rowOf(operation.row, FIRST_SEQUENCE + position))}`,
];

/** The same with all as a JSON array of parameters. */
export const parameterLines: LinesOf = ({ kind, row }, position) => {
  const parameters = kind === 'delete' ? [keyOf(row)] : Object.values(rowOf(row, FIRST_SEQUENCE + position));
  return [`${kind[0]}${JSON.stringify(parameters)}`];
};

/** For loading the rows that a table holds beforehand. */
export const existingLines: LinesOf = ({ row }, position) => [
  `i${JSON.stringify(rowOf(row, FIRST_SEQUENCE / 2 + position))}`,
];

function recordOf({ kind, row }: Operation, sequence: number): Row {
  if (kind !== 'delete') return rowOf(row, sequence);
  return { id: keyOf(row), _sdc_sequence: sequence, _sdc_deleted_at: TIME };
}
