import { Reader } from './reader.ts';

/** A client's Parse: the name of the statement (empty: the unnamed one), its SQL, its parameters' type numbers. */
export interface Parse {
  readonly name: string;
  readonly sql: string;
  readonly types: Buffer;
}

/** A client's Bind; formats stay as they came. */
export interface Bind {
  readonly portal: string;
  readonly statement: string;
  readonly formats: readonly number[];
  readonly values: readonly (Buffer | null)[];
  readonly resultFormats: readonly number[];
}

/** The statement (`S`) or portal (`P`) that Describe and Close are about. */
export interface Target {
  readonly kind: string;
  readonly name: string;
}

/** Reads a Parse message. */
export function readParse(body: Buffer): Parse {
  const reader = new Reader(body);
  const name = reader.text();
  const sql = reader.text();
  return { name, sql, types: Buffer.concat(reader.list(() => reader.bytes(4))) };
}

/** Reads a Bind message. */
export function readBind(body: Buffer): Bind {
  const reader = new Reader(body);
  const portal = reader.text();
  const statement = reader.text();
  const formats = reader.list(() => reader.number(2));
  const values = reader.list(() => readValue(reader));
  return { portal, statement, formats, values, resultFormats: reader.list(() => reader.number(2)) };
}

function readValue(reader: Reader): Buffer | null {
  const size = reader.number(4);
  return size < 0 ? null : reader.bytes(size);
}

/** Reads a Describe or Close message. */
export function readTarget(body: Buffer): Target {
  const reader = new Reader(body);
  return { kind: reader.bytes(1).toString('latin1'), name: reader.text() };
}

/** The portal that an Execute is about. How many rows it asks for at most is not looked at. */
export function readExecute(body: Buffer): string {
  return new Reader(body).text();
}

/** The SQL of a simple Query. */
export function readQuery(body: Buffer): string {
  return new Reader(body).text();
}
