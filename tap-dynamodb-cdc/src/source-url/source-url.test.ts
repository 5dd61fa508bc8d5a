import { loadSettings } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { settingsSchema, type TapSettings } from '../settings/settings.generated.ts';
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
    [
      'dynamodb://KEY:s%2Fe%2Bc%3Ar%40t@aws/ProductCatalog?region=eu-central-1&batch-size=50&consistent-read=true',
      {
        mode: 'snapshot',
        tables: ['ProductCatalog'],
        region: 'eu-central-1',
        batch_size: '50',
        consistent_read: true,
        ...credentials,
      },
    ],
    [
      'dynamodb://localhost:8000/t?ssl=true',
      { mode: 'snapshot', tables: ['t'], endpoint_url: 'https://localhost:8000' },
    ],
    ['kinesis+dynamodb+cdc://[::1]:4566/s?ssl=false', { stream: 's', endpoint_url: 'http://[::1]:4566' }],
  ])('%s', (url, settings) => {
    expect(parseSourceUrl(url)).toEqual({ settings, file: undefined, withoutEffect: [] });
  });

  test.each([
    ['batch-size=500', { batch_size: '500' }],
    ['create=true&create-shards=4', { create: true, create_shards: '4' }],
    ['create=false', { create: false }],
    ['idle-sleep=0.5', { idle_sleep: '0.5' }],
    ['once=true', { follow: false }],
    ['once=false', { follow: true }],
    ['snapshot=true', { mode: 'snapshot+cdc' }],
    ['snapshot=false', { mode: 'cdc' }],
    [
      'region=eu-central-1&start=seqno-after&seqno=49',
      { region: 'eu-central-1', start: 'seqno-after', seqno: '49' },
    ],
    [
      'start=at-timestamp&start-timestamp=2026-01-01',
      { start: 'at-timestamp', start_timestamp: '2026-01-01' },
    ],
  ])('?%s', (options, settings) => {
    expect(parseSourceUrl(`kinesis+dynamodb+cdc://aws/s?${options}`).settings).toEqual({
      stream: 's',
      ...settings,
    });
  });

  test('buffer-time is accepted without effect', () => {
    const source = parseSourceUrl('kinesis+dynamodb+cdc://aws/s?buffer-time=1&buffer-time=2');
    expect(source).toEqual({ settings: { stream: 's' }, file: undefined, withoutEffect: ['buffer-time'] });
  });

  test.each([
    'buffer-time=0.5',
    'checkpointer=cratedb',
    'checkpointer=memory',
    'checkpointer-interval=5',
    'checkpointer-name=cdc',
    'checkpointer-schema=ext',
    'describe-timeout=60',
  ])('the option %s of CrateDB Toolkit is accepted without effect', (option) => {
    const { settings, withoutEffect } = parseSourceUrl(`kinesis+dynamodb+cdc://aws/s?${option}`);
    expect({ settings, withoutEffect }).toEqual({
      settings: { stream: 's' },
      withoutEffect: [option.split('=')[0]],
    });
  });

  test.each([
    ['file+dynamodb+cdc:///data/dump%20one.ndjson', '/data/dump one.ndjson', {}],
    ['file+dynamodb+cdc:///dump.ndjson?once=false', '/dump.ndjson', { follow: true }],
  ])('%s', (url, file, settings) => {
    expect(parseSourceUrl(url)).toEqual({ settings, file, withoutEffect: [] });
  });

  test.each([
    ['http://aws/s', 'not of the form'],
    ['kinesis+dynamodb+cdc:///s', 'not of the form'],
    ['file+dynamodb+cdc://hun/dump.ndjson', 'not of the form'],
    ['file+dynamodb+cdc:///', 'not of the form'],
    ['dynamodb://aws/', 'not of the form'],
    ['dynamodb://KEY:hunter@aws/t?start=latest', 'no option "start"'],
    ['kinesis+dynamodb+cdc://KEY:hunter@aws/s?create=maybe', '"create" must be'],
    ['kinesis+dynamodb+cdc://KEY:hun/ter@aws/s', 'percent-encode KEY and SECRET'],
    ['kinesis+dynamodb+cdc://KEY:12/hunter@aws/s', 'percent-encode KEY and SECRET'],
    ['dynamodb://KEY:/hunter@aws/t', 'percent-encode KEY and SECRET'],
    ['kinesis+dynamodb+cdc://KEY:hunter%@aws/s', 'percent-encoding'],
    ['kinesis+dynamodb+cdc://KEY:hunter@aws/s?regoin=x', 'no option "regoin"'],
    ['kinesis+dynamodb+cdc://KEY:hunter@aws/s?ssl=maybe', '"ssl" must be'],
  ])('%s is refused without its secret', (url, reason) => {
    expect(() => parseSourceUrl(url)).toThrow(reason);
    expect(() => parseSourceUrl(url)).not.toThrow(/hun/);
  });
});

describe('resolveSource', () => {
  const usual = loadSettings<TapSettings>('', settingsSchema, { files: [], environment: {}, overrides: {} });

  test('the URL wins over the other settings, which fill in the rest', () => {
    const source_url = 'kinesis+dynamodb+cdc://aws/s?region=r1&batch-size=7';
    const source = resolveSource({ ...usual, source_url, region: 'r2', stream: 't', follow: true });
    expect(source.settings).toEqual({ ...usual, stream: 's', region: 'r1', follow: true, batch_size: 7 });
  });

  test('the file name of a dump stands for the Kinesis stream', () => {
    const source = resolveSource({ ...usual, source_url: 'file+dynamodb+cdc:///data/dump.ndjson' });
    expect(source).toMatchObject({ file: '/data/dump.ndjson', settings: { stream: 'dump.ndjson' } });
  });

  test.each([
    [{}, 'eu-central-1'],
    [{ region: 'us-east-2' }, 'us-east-2'],
  ])('the region comes from an ARN where nothing else says it: %j', (settings, region) => {
    expect(resolveSource({ ...usual, ...settings, stream: ARN }).settings).toMatchObject({
      stream: ARN,
      region,
    });
  });

  test.each([
    [{}, 'no Kinesis stream is named'],
    [{ source_url: 'kinesis+dynamodb+cdc://aws/s?start=tomorrow' }, '"start" must be one of'],
    [{ source_url: 'kinesis+dynamodb+cdc://aws/s?batch-size=0' }, '"batch_size" must be >= 1'],
    [
      { source_url: 'kinesis+dynamodb+cdc://aws/s?create-shards=x' },
      '"create_shards" must be of type integer',
    ],
  ])('%j is refused', (settings, reason) => {
    expect(() => resolveSource({ ...usual, ...settings })).toThrow(reason);
  });
});

test('a stream has the same name as its ARN says', () => {
  expect([streamName(ARN), streamName('cdc-stream')]).toEqual(['cdc-stream', 'cdc-stream']);
});
