import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { stringify } from 'lossless-json';
import type { TestSchema } from '../support/cratedb/schema.ts';
import type { Item } from '../support/dynamodb/item.ts';

/** Every digit that DynamoDB holds. */
const DIGITS = '12345678901234567890123456789012345678';

/** An item with every type, and values that columns cannot hold. */
export function allKinds(id: number): Item {
  return {
    id: { S: `item-${id}` },
    text: { S: `text "quoted" ${id}` },
    exact: { N: DIGITS },
    fraction: { N: '-0.000001234' },
    integer: { N: String(id) },
    flag: { BOOL: id % 2 === 0 },
    nothing: { NULL: true },
    texts: { SS: ['a', 'b,"c"', 'ü'] },
    numbers: { NS: ['1', '2.5', '30'] },
    binary: { B: new Uint8Array([0, 1, id]) },
    binaries: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
    nested: {
      M: { list: { L: [{ N: '1' }, { S: 'two' }, { M: { deep: { BOOL: true } } }] }, n: { N: '7' } },
    },
    mixed: id % 2 === 0 ? { N: String(id) } : { S: `mixed ${id}` },
  } as unknown as Item;
}

/** Attributes by their names. */
type Attributes = Record<string, unknown>;

/** A row, and a column of it that holds an object. */
interface Place {
  readonly table: string;
  readonly where: string;
  readonly column: string;
}

/** Changes the values of a row, as far as they are in an object. */
async function editRow(
  schema: TestSchema,
  { table, where, column }: Place,
  make: (object: Attributes) => void,
): Promise<void> {
  await schema.query(`REFRESH TABLE ${table}`);
  const [row] = await schema.query(`SELECT ${column} AS "object" FROM ${table} ${where}`);
  const object = row?.object as Attributes;
  make(object);
  await schema.query(`UPDATE ${table} SET ${column} = $1::OBJECT ${where}`, [stringify(object) ?? '']);
}

/**
 * Makes rows of items that rest wrong, while others change; the row of the item `gone` says that it was deleted. Returns
 * kind, key and attributes of each, sorted.
 */
export async function injectIntoRows(
  schema: TestSchema,
  name: string,
  gone: number,
): Promise<[string, string[], string[]][]> {
  const table = `"${schema.name}"."${name}"`;
  const at = (id: number): string => `WHERE "id" = 'item-${id}'`;
  const edit = (id: number, make: (object: Attributes) => void): Promise<void> =>
    editRow(schema, { table, where: at(id), column: '"_sdc_overflow"' }, make);
  const statements = [
    `UPDATE ${table} SET "text" = 'before the lost update' ${at(0)}`,
    `UPDATE ${table} SET "_sdc_deleted_at" = NULL, "text" = 'resurrected' ${at(gone)}`,
    `DELETE FROM ${table} ${at(3)}`,
    `UPDATE ${table} SET "texts" = ['a', 'ü'] ${at(5)}`,
    `UPDATE ${table} SET "text" = NULL ${at(6)}`,
  ];
  for (const statement of statements) await schema.query(statement);
  await edit(4, (overflow) => {
    overflow.exact = '12345678901234567000000000000000000000';
  });
  await edit(6, (overflow) => {
    overflow.renamed = 'text "quoted" 6';
  });
  await schema.query(`REFRESH TABLE ${table}`);
  const faults: [string, string[], string[]][] = [
    ['different', ['item-0'], ['text']],
    ['extra', [`item-${gone}`], []],
    ['missing', ['item-3'], []],
    ['different', ['item-4'], ['exact']],
    ['different', ['item-5'], ['texts']],
    ['different', ['item-6'], ['renamed', 'text']],
  ];
  return faults.sort();
}

/** Makes rows wrong; returns kind, key and attributes of each, sorted. */
export async function injectFaults(
  client: DynamoDBClient,
  schema: TestSchema,
  name: string,
  layout: string,
): Promise<[string, string[], string[]][]> {
  const table = `"${schema.name}"."${name}"`;
  const isDocument = layout === 'document';
  const at = (id: number): string => `WHERE ${isDocument ? `"pk"['id']` : '"id"'} = 'item-${id}'`;
  const rest = isDocument ? '"aux"' : '"_sdc_overflow"';
  const put = (id: number, more: object): Promise<unknown> =>
    client.send(
      new PutItemCommand({ TableName: name, Item: { ...(allKinds(id) as object), ...more } as never }),
    );
  // Lost updates: DynamoDB has a change that never came.
  await put(0, { text: { S: 'changed' } });
  await put(1, { new: { S: 'attribute' } });
  // A row of an item that was deleted: it was resurrected.
  await client.send(new DeleteItemCommand({ TableName: name, Key: { id: { S: 'item-2' } } }));
  // A row that is missing.
  await schema.query(`DELETE FROM ${table} ${at(3)}`);
  const edit = (id: number, column: string, make: (object: Attributes) => void): Promise<void> =>
    editRow(schema, { table, where: at(id), column }, make);
  // A number without some of its digits.
  await edit(4, rest, (overflow) => {
    overflow.exact = '12345678901234567000000000000000000000';
  });
  // Sets with one element less.
  if (isDocument)
    await edit(5, '"data"', (data) => {
      data.texts = ['a', 'ü'];
    });
  else await schema.query(`UPDATE ${table} SET "texts" = ['a', 'ü'] ${at(5)}`);
  // An attribute that was renamed.
  await edit(6, rest, (overflow) => {
    overflow.renamed = 'text "quoted" 6';
  });
  if (isDocument)
    await edit(6, '"data"', (data) => {
      delete data.text;
    });
  else await schema.query(`UPDATE ${table} SET "text" = NULL ${at(6)}`);
  await schema.query(`REFRESH TABLE ${table}`);
  const faults: [string, string[], string[]][] = [
    ['different', ['item-0'], ['text']],
    ['different', ['item-1'], ['new']],
    ['extra', ['item-2'], []],
    ['missing', ['item-3'], []],
    ['different', ['item-4'], ['exact']],
    ['different', ['item-5'], ['texts']],
    ['different', ['item-6'], ['renamed', 'text']],
  ];
  return faults.sort();
}
