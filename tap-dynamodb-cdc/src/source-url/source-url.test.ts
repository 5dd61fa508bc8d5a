import { describe, expect, test } from 'vitest';
import { parseSourceUrl } from './parse.ts';
import { resolveSource, streamName } from './resolve.ts';

const credentials = { aws_access_key_id: 'KEY', aws_secret_access_key: 's/e+c:r@t' };
const ARN = 'arn:aws:kinesis:eu-central-1:123456789012:stream/cdc-stream';

describe('parseSourceUrl', () => {
  test.each([
    [
      'kinesis+dynamodb+cdc://KEY:s%2Fe%2Bc%3Ar%40t@aws/cdc-stream?region=eu-central-1',
      { stream: 'cdc-stream', region: 'eu-central-1', ...credentials },
    ],
    ['kinesis+dynamodb+cdc://aws/cdc-stream', { stream: 'cdc-stream' }],
    [`kinesis+dynamodb+cdc://aws/${ARN}`, { stream: ARN }],
    [`kinesis+dynamodb+cdc://aws/${encodeURIComponent(ARN)}`, { stream: ARN }],
    [
      'kinesis+dynamodb+cdc://localhost:4566/s?start=latest',
      { stream: 's', endpoint_url: 'http://localhost:4566', start: 'latest' },
    ],
    ['kinesis+dynamodb+cdc://localhost/s?ssl=true', { stream: 's', endpoint_url: 'https://localhost' }],
    ['kinesis+dynamodb+cdc://[::1]:4566/s?ssl=false', { stream: 's', endpoint_url: 'http://[::1]:4566' }],
  ])('%s', (url, settings) => {
    expect(parseSourceUrl(url)).toEqual(settings);
  });

  test.each([
    ['http://aws/s', 'not of the form'],
    ['kinesis+dynamodb+cdc:///s', 'not of the form'],
    ['kinesis+dynamodb+cdc://KEY:hun/ter@aws/s', 'not of the form'],
    ['kinesis+dynamodb+cdc://KEY:hunter%@aws/s', 'percent-encoding'],
    ['kinesis+dynamodb+cdc://KEY:hunter@aws/s?regoin=x', 'no option "regoin"'],
    ['kinesis+dynamodb+cdc://KEY:hunter@aws/s?ssl=maybe', '"ssl" must be'],
  ])('%s is refused without its secret', (url, reason) => {
    expect(() => parseSourceUrl(url)).toThrow(reason);
    expect(() => parseSourceUrl(url)).not.toThrow(/hun/);
  });
});

describe('resolveSource', () => {
  const usual = { start: 'earliest', follow: false, state_interval_seconds: 5 } as const;

  test('the URL wins over the other settings, which fill in the rest', () => {
    const source_url = 'kinesis+dynamodb+cdc://aws/s?region=r1';
    expect(resolveSource({ ...usual, source_url, region: 'r2', stream: 't', follow: true })).toEqual({
      ...usual,
      stream: 's',
      region: 'r1',
      follow: true,
    });
  });

  test.each([
    [{}, 'no Kinesis stream is named'],
    [{ source_url: 'kinesis+dynamodb+cdc://aws/s?start=tomorrow' }, '"start" must be one of'],
  ])('%j is refused', (settings, reason) => {
    expect(() => resolveSource({ ...usual, ...settings })).toThrow(reason);
  });
});

test('a stream has the same name as its ARN says', () => {
  expect([streamName(ARN), streamName('cdc-stream')]).toEqual(['cdc-stream', 'cdc-stream']);
});
