import { canonicalDecimal, Decimal, isJsonObject, type JsonValue, parseJson } from '@cdc-relay/singer';
import { type ItemTable, positionOf } from 'tap-dynamodb-cdc';
import type { ItemKey } from './settle.ts';

/** What makes keys of a table. */
export type KeyedTable = Pick<ItemTable, 'keys' | 'keyFrom'>;

/**
 * The key that a line names, or why it names none: an object of the key's attributes (plain values, or DynamoDB's JSON such as
 * `{"S": "a"}`), or an array of its values as in reports. Binaries are base64.
 */
export function keyOfLine(line: string, table: KeyedTable): ItemKey | string {
  let value: JsonValue;
  try {
    value = parseJson(line);
  } catch {
    return 'it is not JSON';
  }
  const values = valuesIn(value, table.keys);
  if (typeof values === 'string') return values;
  const texts = values.map(textOf);
  const named = table.keys.findIndex((_, index) => texts[index] === undefined);
  if (named >= 0) return `${JSON.stringify(table.keys[named])} is no text or number`;
  const key = table.keyFrom(texts as string[]);
  return key === undefined ? 'it is no key of the table' : (misfit(key, values) ?? key);
}

function valuesIn(value: JsonValue, keys: readonly string[]): JsonValue[] | string {
  if (Array.isArray(value))
    return value.length === keys.length ? value : `it has ${value.length} values, and the key ${keys.length}`;
  if (!isJsonObject(value)) return 'it is neither an object nor an array';
  const missing = keys.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${JSON.stringify(missing)} is missing`;
  const other = Object.keys(value).find((name) => !keys.includes(name));
  if (other !== undefined) return `${JSON.stringify(other)} is no attribute of the key`;
  return keys.map((name) => value[name] ?? null);
}

function textOf(value: JsonValue): string | undefined {
  if (value instanceof Decimal) return value.literal;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value;
  const typed = isJsonObject(value) ? positionOf({ key: value }) : undefined;
  if (typeof typed !== 'object') return undefined;
  const { S, N, B } = typed.key ?? {};
  return S ?? N ?? (B && Buffer.from(B).toString('base64'));
}

/** Why values are none of the types that the key has. */
function misfit(key: ItemKey, values: readonly JsonValue[]): string | undefined {
  for (const [index, [name, { S, N, B }]] of Object.entries(key).entries()) {
    const value = values[index];
    const [declared] = isJsonObject(value) ? Object.keys(value) : [];
    const isType = declared === undefined || declared === typeOf({ S, N, B });
    const isNumber = N === undefined || canonicalDecimal(N) !== undefined;
    const isText = S === undefined || typeof value === 'string' || declared === 'S';
    if (isType && isNumber && isText && (S ?? N) !== '' && B?.length !== 0) continue;
    return `${JSON.stringify(name)} is no ${{ S: 'text', N: 'number', B: 'base64' }[typeOf({ S, N, B })]}`;
  }
  return undefined;
}

function typeOf({ N, B }: { S?: unknown; N?: unknown; B?: unknown }): 'S' | 'N' | 'B' {
  if (N !== undefined) return 'N';
  return B === undefined ? 'S' : 'B';
}
