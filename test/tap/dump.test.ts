import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NewRecord } from '../support/kinesis/hostile/records.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { printed, recordsOf, tapFrom } from './hostile-source.ts';
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
  const { stdout } = await printed([`file+dynamodb+cdc://${path}`, '--discover']);
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
