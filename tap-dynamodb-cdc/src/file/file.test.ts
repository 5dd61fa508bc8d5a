import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataOfLine } from './dump-line.ts';
import { FileKinesis } from './file-kinesis.ts';
import { LineReader } from './line-reader.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dump-'));
  path = join(folder, 'dump.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

async function page(kinesis: FileKinesis, iterator: string, limit = 10) {
  const { records, nextIterator, millisBehindLatest } = await kinesis.getRecords(iterator, limit);
  return {
    records: records.map(({ Data, SequenceNumber }) => `${SequenceNumber} ${text(Data)}`),
    nextIterator,
    atEnd: millisBehindLatest === 0,
  };
}

test('lines are records, numbered from 1, page by page; empty ones are left out', async () => {
  writeFileSync(path, 'a\n\nb\nc\n');
  await using kinesis = new FileKinesis({ path, growing: false });
  expect(await kinesis.listShards()).toEqual([{ id: 'file', parents: [], open: true }]);
  const first = await kinesis.shardIterator('file', { type: 'TRIM_HORIZON' });
  expect(await page(kinesis, first, 2)).toEqual({ records: ['1 a', '3 b'], nextIterator: '3', atEnd: false });
  expect(await page(kinesis, '3')).toEqual({ records: ['4 c'], nextIterator: '4', atEnd: true });
});

test('reading goes on after a line, and may go back', async () => {
  writeFileSync(path, 'a\nb\nc\n');
  await using kinesis = new FileKinesis({ path, growing: false });
  const after = await kinesis.shardIterator('file', { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '2' });
  expect((await page(kinesis, after)).records).toEqual(['3 c']);
  expect((await page(kinesis, '0')).records).toEqual(['1 a', '2 b', '3 c']);
});

test('a growing dump is read on, and its last line once it is whole', async () => {
  writeFileSync(path, 'a\nb');
  await using kinesis = new FileKinesis({ path, growing: true });
  expect(await page(kinesis, '0')).toEqual({ records: ['1 a'], nextIterator: '1', atEnd: true });
  appendFileSync(path, 'b\n');
  expect(await page(kinesis, '1')).toEqual({ records: ['2 bb'], nextIterator: '2', atEnd: true });
});

test('a last line without a line feed counts when it is whole; a part of one is a fault, after what came before', async () => {
  writeFileSync(path, '{"a":1}\n{"b":2}');
  await using kinesis = new FileKinesis({ path, growing: false });
  expect(await page(kinesis, '0')).toMatchObject({ records: ['1 {"a":1}', '2 {"b":2}'], atEnd: true });
  writeFileSync(path, '{"a":1}\n{"b":');
  expect(await page(kinesis, '0')).toEqual({ records: ['1 {"a":1}'], nextIterator: '1', atEnd: false });
  const fault = { code: 'FILE_UNREADABLE', message: expect.stringContaining('ends within line 2') as string };
  await expect(page(kinesis, '1')).rejects.toMatchObject(fault);
  appendFileSync(path, '2}\n');
  expect(await page(kinesis, '1')).toMatchObject({ records: ['2 {"b":2}'], atEnd: true });
});

test.each([
  ['a bookmark beyond its end', 'x\n', 'the bookmark is line 5, it has 1'],
  ['no file', undefined, 'it does not exist'],
])('%s is a fault', async (_, content, reason) => {
  if (content !== undefined) writeFileSync(path, content);
  await using kinesis = new FileKinesis({ path, growing: false });
  await expect(kinesis.getRecords('5', 10)).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    message: expect.stringContaining(reason),
  });
});

test('lines longer than a chunk are whole', async () => {
  const lines = ['x'.repeat(700_000), '', 'ä'.repeat(200_000), 'end'];
  writeFileSync(path, lines.join('\n'));
  await using reader = await LineReader.open(path);
  for (const line of lines) expect(text((await reader.next(true))?.bytes)).toBe(line);
  expect(await reader.next(true)).toBeUndefined();
});

test.each([
  ['{"eventName":"INSERT","dynamodb":{"Keys":{"Data":{"S":"x"}}}}', undefined],
  ['{"SequenceNumber":"1","Data":"e30=","PartitionKey":"p"}', '{}'],
  ['{"Data":1}', undefined],
  ['{"Data":', undefined],
])('the change record of the line %s', (line, data) => {
  expect(text(dataOfLine(Buffer.from(line)))).toBe(data ?? line);
});
