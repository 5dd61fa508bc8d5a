import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { diffRow } from '../support/dynamodb/diff-row.ts';
import { expectedRow } from '../support/dynamodb/expected.ts';
import type { AttributeValue, Item } from '../support/dynamodb/item.ts';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { messages } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { publish, runPipe, sourceUrl } from './pipe.ts';

const FOLDER = new URL('../fixtures/kds-records/', import.meta.url);

/** A real change record, as far as this test reads it. */
interface Fixture {
  readonly eventName: string;
  readonly tableName: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Record<string, unknown>;
    readonly NewImage?: Record<string, unknown>;
  };
}

const texts = readdirSync(FOLDER).map((file) => readFileSync(new URL(file, FOLDER), 'utf8'));
const fixtures = texts.map((text) => JSON.parse(text) as Fixture);

test('every attribute of every real change record arrives exactly', { timeout: 60_000 }, async () => {
  await using kinesis = await startKinesisLocal({ streams: { cdc: 2 } });
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const records = texts.map((text, index) => ({ partitionKey: String(index), data: Buffer.from(text) }));
  await publish(kinesis, 'cdc', records);

  const pipe = {
    source: sourceUrl(kinesis.endpoint, 'cdc'),
    target: schema.url,
    statePath: join(folder.path, 'state.json'),
  };
  const outcome = await runPipe(pipe);

  expect(outcome.code, outcome.stderr).toBe(0);
  expect(messages(outcome.stdout, 'STATE').length).toBeGreaterThan(0);
  for (const { eventName, tableName, dynamodb } of fixtures) {
    const rows = await schema.rows(tableName);
    const image = dynamodb.NewImage;
    if (image === undefined) {
      expect(eventName).toBe('REMOVE');
      const key = JSON.stringify(expectedRow(item(dynamodb.Keys)));
      expect(rows.filter((row) => JSON.stringify(keyOf(row, dynamodb.Keys)) === key)).toEqual([]);
      continue;
    }
    expect(rows).toHaveLength(1);
    const row = rows[0] ?? {};
    expect(diffRow(expectedRow(item(image)), row)).toEqual([]);
    expect(String(row._sdc_sequence)).toBe(microseconds(dynamodb.ApproximateCreationDateTime));
    expect(row._sdc_deleted_at ?? null).toBeNull();
  }
});

/** Milliseconds have 13 digits, microseconds 16. */
function microseconds(time: number): string {
  return String(time).padEnd(16, '0');
}

function keyOf(row: Readonly<Record<string, unknown>>, keys: Fixture['dynamodb']['Keys']): object {
  return Object.fromEntries(Object.keys(keys).map((name) => [name, row[name]]));
}

/** The fixtures hold binaries encoded twice; their decoded form is bytes. */
function item(attributes: Record<string, unknown>): Item {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, attribute(value as object)]),
  );
}

function attribute(value: object): AttributeValue {
  if ('B' in value) return { B: bytes(value.B) };
  if ('BS' in value) return { BS: (value.BS as string[]).map(bytes) };
  if ('M' in value) return { M: item(value.M as Record<string, unknown>) };
  if ('L' in value) return { L: (value.L as object[]).map(attribute) };
  return value as AttributeValue;
}

function bytes(text: unknown): Uint8Array {
  return Buffer.from(Buffer.from(String(text), 'base64').toString(), 'base64');
}
