import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChangeRecord } from './change-record.ts';
import type { AttributeValue, Item } from './item.ts';

/** A real change record: its text, and its parts with binaries as bytes. */
export interface Fixture {
  readonly record: ChangeRecord;
  readonly tableName: string;
  readonly keys: Item;
  /** Undefined when the item was removed. */
  readonly newImage: Item | undefined;
  /** As it is in the record: milliseconds or microseconds. */
  readonly time: number;
}

interface Envelope {
  readonly tableName: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Record<string, object>;
    readonly NewImage?: Record<string, object>;
  };
}

/** Reads the real change records in `test/fixtures`, also from the compiled tests. */
export function readFixtures(): Fixture[] {
  const compiled = import.meta.url.includes('/test/dist/');
  const folder = new URL(`${compiled ? '../' : ''}../../fixtures/kds-records/`, import.meta.url);
  return readdirSync(fileURLToPath(folder)).map((file) => fixture(readFileSync(new URL(file, folder))));
}

function fixture(data: Buffer): Fixture {
  const { tableName, dynamodb } = JSON.parse(data.toString()) as Envelope;
  return {
    record: { partitionKey: tableName, data },
    tableName,
    keys: item(dynamodb.Keys),
    newImage: dynamodb.NewImage && item(dynamodb.NewImage),
    time: dynamodb.ApproximateCreationDateTime,
  };
}

function item(attributes: Record<string, object>): Item {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attribute(value)]));
}

function attribute(value: object): AttributeValue {
  if ('B' in value) return { B: bytes(value.B) };
  if ('BS' in value) return { BS: (value.BS as string[]).map(bytes) };
  if ('M' in value) return { M: item(value.M as Record<string, object>) };
  if ('L' in value) return { L: (value.L as object[]).map(attribute) };
  return value as AttributeValue;
}

/** AWS encodes binaries twice. */
function bytes(text: unknown): Uint8Array {
  return Buffer.from(Buffer.from(String(text), 'base64').toString(), 'base64');
}
