import { arrayText } from '../coerce/array-text.ts';

/** A statement, what CrateDB answers to it, and its parameters. */
export interface Step {
  readonly sql: string;
  /** See `outcomeOf`. */
  readonly expected: string;
  readonly values: readonly unknown[] | undefined;
}

/** Statements that are run one after the other in a schema of their own, which they call `"s"`. */
export type Script = readonly Step[];

export function step(sql: string, expected: string, values?: readonly unknown[]): Step {
  return { sql, expected, values };
}

/** The INSERT of many rows, which come as objects in one parameter. */
export function insertObjects(columns: readonly string[], tail = ''): string {
  const names = columns.map((column) => `"${column}"`).join(', ');
  const members = columns.map((column) => `r['${column}']`).join(', ');
  return `INSERT INTO "s"."t" (${names}) SELECT ${members} FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)${tail}`;
}

/** An array of JSON texts as text. */
export function textArray(texts: readonly string[]): string {
  return arrayText(texts);
}

/** The same in PostgreSQL's binary format; `pg` sends a Buffer as it is. */
export function binaryArray(texts: readonly string[]): Buffer {
  const elements = texts.flatMap((text) => [numbers(Buffer.byteLength(text)), Buffer.from(text)]);
  return Buffer.concat([numbers(1, 0, 114, texts.length, 1), ...elements]);
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeInt32BE(value, index * 4);
  });
  return bytes;
}
