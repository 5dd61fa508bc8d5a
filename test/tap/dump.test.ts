import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { NewRecord } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { printed as printedBy, recordsOf, tapFrom } from './hostile-source.ts';
import { plainRecord } from './plain-records.ts';
import { runTap } from './run-tap.ts';

/** A change record as the AWS command line prints the record of Kinesis that holds it. */
const asKinesisRecord = ({ data }: NewRecord): string =>
  JSON.stringify({ SequenceNumber: '49', Data: Buffer.from(data).toString('base64'), PartitionKey: 'p' });

test('a dump is replayed, in either form, and read on from its STATE', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'dump.ndjson');
  const [first, second, third] = [plainRecord(), plainRecord(), plainRecord()];
  writeFileSync(path, `${first.data}\n${asKinesisRecord(second)}`);
  const url = `file+dynamodb+cdc://${path}`;
  const run = await runTap([url]);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(recordsOf(run)).toHaveLength(2);
  expect(run.state).toMatchObject({ bookmarks: { 'dump.ndjson': { shards: { file: '2' } } } });

  appendFileSync(path, `\n\n${third.data}\n`);
  const again = await runTap([url], { state: run.state });
  expect(again).toMatchObject({
    exitCode: 0,
    state: { bookmarks: { 'dump.ndjson': { shards: { file: '4' } } } },
  });
  expect(recordsOf(again)).toHaveLength(1);
});

test('objects in a row: a run that ends within a line is continued there', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'delivered');
  const all = Array.from({ length: 5 }, () => plainRecord().data).join('');
  writeFileSync(path, all);
  const url = `file+dynamodb+cdc://${path}`;
  const first = await tapFrom(url, { settings: { max_records: 2 } });
  expect(first.state).toMatchObject({ bookmarks: { delivered: { shards: { file: '1.2' } } } });
  const second = await tapFrom(url, { state: first.state });
  const sequences = [first, second].map((run) => recordsOf(run).map(({ record }) => JSON.stringify(record)));
  expect(sequences.map((numbers) => numbers.length)).toEqual([2, 3]);
  expect(new Set(sequences.flat()).size).toBe(5);
});

test('a folder of dumps is read file by file, also compressed ones; the next run reads what is new', async () => {
  using folder = temporaryFolder();
  const write = (name: string, data: string | Uint8Array) => writeFileSync(join(folder.path, name), data);
  const line = () => plainRecord().data.toString();
  const printed = JSON.stringify(JSON.parse(line()), undefined, 2);
  write('1.json.gz', gzipSync(`${line()}\n${line()}\n`));
  write('2.json', `\ufeff${line()}\r\n\r\n${printed}`);
  const records = [plainRecord(), plainRecord()].map((record) => JSON.parse(asKinesisRecord(record)));
  write('3.json', JSON.stringify({ Records: records, MillisBehindLatest: 0 }, undefined, 2));
  const url = `file+dynamodb+cdc://${folder.path}`;
  const first = await tapFrom(url);
  expect(first.stderr).not.toMatch(/warning|FILE_UNREADABLE/);
  expect(recordsOf(first)).toHaveLength(6);
  appendFileSync(join(folder.path, '2.json'), `\n${line()}\n`);
  write('0.json', line());
  const second = await tapFrom(url, { state: first.state });
  expect(recordsOf(second)).toHaveLength(2);
  expect(recordsOf(await tapFrom(url, { state: second.state }))).toEqual([]);
  expect(recordsOf(await tapFrom(`${url}/*.json`))).toHaveLength(6);
  const { stdout } = await printedBy([url, '--discover']);
  expect(JSON.parse(stdout).streams).toMatchObject([{ tap_stream_id: 'orders' }]);
});

test('a bad line is named by its number', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'dump.ndjson');
  writeFileSync(path, `${plainRecord().data}\n{"Data":"not a change record"}\n`);
  const run = await runTap([`file+dynamodb+cdc://${path}`]);
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain('(shard file, sequence number 2)');
});

test('a dump can be discovered', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'dump.ndjson');
  writeFileSync(path, `${plainRecord().data}\n`);
  const { stdout } = await printedBy([`file+dynamodb+cdc://${path}`, '--discover']);
  expect(JSON.parse(stdout).streams).toMatchObject([{ tap_stream_id: 'orders' }]);
});

test.each([
  ['seqno-at&seqno=2', 2],
  ['seqno-after&seqno=2', 1],
])('start=%s begins at a line', async (start, records) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'dump.ndjson');
  writeFileSync(path, [1, 2, 3].map(() => `${plainRecord().data}\n`).join(''));
  expect(recordsOf(await tapFrom(`file+dynamodb+cdc://${path}?start=${start}`))).toHaveLength(records);
});

test.each(['latest', 'at-timestamp&start-timestamp=2026-01-01T00:00:00Z'])(
  'start=%s is refused',
  async (start) => {
    const run = await tapFrom(`file+dynamodb+cdc:///dump.ndjson?start=${start}`);
    expect(run).toMatchObject({ exitCode: 1, messages: [] });
    expect(run.stderr).toContain('a dump has no start');
  },
);

test('a dump that does not exist is named', async () => {
  const run = await runTap(['file+dynamodb+cdc:///no/such/dump.ndjson']);
  expect(run).toMatchObject({ exitCode: 1, messages: [] });
  expect(run.stderr).toContain(
    'FILE_UNREADABLE: The dump /no/such/dump.ndjson cannot be read: it does not exist.',
  );
});
