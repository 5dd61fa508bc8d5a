import { expect, test } from 'vitest';
import { resolveSource } from './resolve.ts';
import { prefixOf, tableArns, tableRef } from './table-ref.ts';

const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders';
const STREAM = `${TABLE}/stream/2026-11-27T06:00:00.000`;

test('a name, a pattern, the ARN of a table, the ARN of its stream', () => {
  expect(tableRef('orders')).toMatchObject({ table: 'orders', id: 'orders', isPattern: false });
  expect(tableRef('ord*')).toMatchObject({ isPattern: true });
  expect(tableRef(TABLE)).toMatchObject({ table: 'orders', id: TABLE, streamArn: undefined });
  expect(tableRef(STREAM)).toMatchObject({ table: 'orders', streamArn: STREAM, region: 'eu-central-1' });
  expect(tableRef('arn:aws:kinesis:eu-central-1:1:stream/s')).toBeUndefined();
  expect(tableArns(['other', STREAM])).toEqual(new Map([['orders', TABLE]]));
  expect(prefixOf(STREAM)).toBe('orders/2026-11-27T06:00:00.000/');
});

test('a URL of DynamoDB streams names tables, of which snapshots are taken too', () => {
  const { settings } = resolveSource(options(`dynamodb+cdc://aws/${TABLE},customers`));
  expect(settings).toMatchObject({
    dynamodb_streams: [TABLE, 'customers'],
    tables: ['orders', 'customers'],
    region: 'eu-central-1',
    stream: 'dynamodb-streams',
    binary_encoding: 'single',
  });
});

test.each(['dynamodb+cdc://aws/', 'dynamodb+cdc://aws/a,,b', 'dynamodb+cdc://aws/a?fan-out=true'])(
  '%s is refused',
  (url) => {
    expect(() => resolveSource(options(url))).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  },
);

function options(source_url: string): Parameters<typeof resolveSource>[0] {
  return { source_url, fan_out: false, binary_encoding: 'auto' } as Parameters<typeof resolveSource>[0];
}
