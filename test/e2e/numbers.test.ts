import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, shell } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rowsById } from '../target/load.ts';

test('integers, then a fraction: the column has them all; text where a schema file says number overflows', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const prices = [{ N: '10' }, { N: '10.5' }, { N: '12' }];
  const sizes = [{ N: '1' }, { S: 'large' }, { N: '2.5' }];
  const records = prices.map((price, n) => ({
    eventID: `event-${n}`,
    eventName: 'INSERT',
    tableName: 'orders',
    dynamodb: {
      ApproximateCreationDateTime: 1_700_000_000_000_000 + n,
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
      Keys: { id: { N: String(n) } },
      NewImage: { id: { N: String(n) }, price, size: sizes[n], o: { M: { price } } },
      SizeBytes: 100,
    },
    eventSource: 'aws:dynamodb',
  }));
  const dump = join(folder.path, 'dump.ndjson');
  writeFileSync(dump, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const pinned = { properties: { size: { type: ['number', 'null'] } } };
  writeFileSync(join(folder.path, 'orders.json'), JSON.stringify(pinned));
  const outcome = await shell(`"${BIN.tap}" "$SOURCE" | "${BIN.target}" "$TARGET"`, {
    env: {
      SOURCE: `file+dynamodb+cdc://${dump}`,
      TARGET: schema.url,
      TAP_DYNAMODB_CDC_SCHEMAS: folder.path,
    },
  });
  expect(outcome.code, outcome.stderr).toBe(0);
  const table = `"${schema.name}"."orders"`;
  await schema.query(`REFRESH TABLE ${table}`);
  const [answer] = await schema.query(
    `SELECT avg("price") AS price, avg("o"['price']) AS nested, sum("size") AS size, count("size") AS n FROM ${table}`,
  );
  expect(Object.values(answer ?? {}).map(Number)).toEqual([32.5 / 3, 32.5 / 3, 3.5, 2]);
  expect(await rowsById(schema, 'orders')).toMatchObject({ 1: { price: 10.5, size: 'large' } });
  const [key] = await schema.query(
    "SELECT data_type FROM information_schema.columns WHERE table_schema = $1 AND column_name = 'id'",
    [schema.name],
  );
  expect(key).toEqual({ data_type: 'bigint' });
});
