import { expect, test } from 'vitest';
import { exportLocationOf, locationText, placeOfExport, s3PlaceOf } from './location.ts';

test.each([
  ['s3://b/p/q/AWSDynamoDB/1', 's3://b/p/q/AWSDynamoDB/1'],
  ['s3://b/AWSDynamoDB/1/', 's3://b/AWSDynamoDB/1'],
  ['s3://b/AWSDynamoDB/1/manifest-summary.json', 's3://b/AWSDynamoDB/1'],
  ['/data/AWSDynamoDB/1/', '/data/AWSDynamoDB/1'],
  ['/data/1/manifest-summary.json', '/data/1'],
])('%s is the export %s', (text, location) => {
  expect(locationText(exportLocationOf(text))).toBe(location);
});

test.each(['s3://', 's3://bucket', 's3:/bucket/x'])('%s is none', (text) => {
  expect(() => exportLocationOf(text)).toThrow('s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT_ID');
});

test('an export that was requested is below the prefix, if there is one', () => {
  const arn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/t/export/01-a';
  expect(placeOfExport({ bucket: 'b', prefix: 'p/q' }, arn)).toEqual({
    bucket: 'b',
    prefix: 'p/q/AWSDynamoDB/01-a',
  });
  expect(placeOfExport(s3PlaceOf('s3://b') ?? { bucket: '', prefix: '' }, arn).prefix).toBe(
    'AWSDynamoDB/01-a',
  );
});
