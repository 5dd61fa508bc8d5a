import { expect, test } from 'vitest';
import { parseDestination } from './destination.ts';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/123456789012/letters.fifo';

test.each([
  [QUEUE, { kind: 'sqs', url: QUEUE }],
  ['s3://bucket', { kind: 's3', bucket: 'bucket', prefix: '' }],
  ['s3://my.bucket-1/a/b/', { kind: 's3', bucket: 'my.bucket-1', prefix: 'a/b/' }],
])('%s', (text, destination) => {
  expect(parseDestination(text)).toEqual(destination);
});

test.each([
  '',
  'letters.jsonl',
  'file:///letters',
  's3:bucket',
  's3://',
  'https://sqs.eu-central-1.amazonaws.com/letters',
  'https://user:password@sqs.eu-central-1.amazonaws.com/123456789012/letters',
])('%j names no destination', (text) => {
  expect(parseDestination(text)).toBeUndefined();
});
