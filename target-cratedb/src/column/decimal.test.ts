import type { JsonObject } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { DOUBLE, TEXT } from './column-type.ts';
import { typeFromSchema } from './from-schema.ts';

const numeric = (precision: number, scale: number): object => ({ kind: 'numeric', precision, scale });

test.each<[JsonObject, object]>([
  [{ type: 'string', format: 'singer.decimal', precision: 20, scale: 4 }, numeric(20, 4)],
  [{ type: ['number', 'null'], format: 'singer.decimal', precision: 50, scale: 9 }, numeric(38, 9)],
  [
    { type: 'string', format: 'singer.decimal', additionalProperties: { scale_precision: '(12,2)' } },
    numeric(12, 2),
  ],
  [{ type: 'string', format: 'singer.decimal' }, TEXT],
  [{ type: 'number', format: 'singer.decimal' }, DOUBLE],
  [{ type: 'number', multipleOf: 0.01 }, numeric(38, 2)],
  [{ type: 'number', multipleOf: 1e-7, exclusiveMaximum: 1e6 }, numeric(14, 7)],
  [{ type: 'number', multipleOf: 0.01, maximum: 9999.99 }, numeric(6, 2)],
  [{ type: 'number', multipleOf: 0 }, DOUBLE],
  [{ type: 'number' }, DOUBLE],
])('%j is %j', (schema, type) => {
  expect(typeFromSchema(schema)).toEqual(type);
});
