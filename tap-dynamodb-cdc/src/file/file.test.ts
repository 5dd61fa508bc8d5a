import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DumpFile } from './dump-file.ts';
import { FileKinesis } from './file-kinesis.ts';
import { filesOf } from './files.ts';
import { dataOfObject } from './record-data.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dump-'));
  path = join(folder, 'dump.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

async function page(file: DumpFile, position = '0', limit = 10, inclusive = false) {
  const { records, nextIterator, millisBehindLatest } = await file.page({ position, inclusive }, limit);
  return {
    records: records.map(({ Data, SequenceNumber }) => `${SequenceNumber} ${text(Data)}`),
    nextIterator,
    atEnd: millisBehindLatest === 0,
  };
}

const open = (growing = false): DumpFile => new DumpFile({ path, growing });

test('lines are records, numbered from 1, page by page; empty ones are left out', async () => {
  writeFileSync(path, 'a\n\nb\nc\n');
  await using file = open();
  expect(await page(file, '0', 2)).toEqual({ records: ['1 a', '3 b'], nextIterator: '3', atEnd: false });
  expect(await page(file, '3')).toEqual({ records: ['4 c'], nextIterator: '4', atEnd: true });
});

test('reading continues after a record, or with it, and may go back', async () => {
  writeFileSync(path, 'a\nb\nc\n');
  await using file = open();
  expect((await page(file, '2')).records).toEqual(['3 c']);
  expect((await page(file, '2', 10, true)).records).toEqual(['2 b', '3 c']);
  expect((await page(file)).records).toEqual(['1 a', '2 b', '3 c']);
});

describe('what is unambiguous is a record', () => {
  const [a, b] = ['{"a":"}{\\"\\\\"}', '{"b":[1,{}]}'];
  const printed = '{\n  "a": [\n    1\n  ]\n}';
  test.each<[string, string | Buffer, string[]]>([
    ['lines as of Windows', `${a}\r\n${b}\r\n`, [`1 ${a}`, `2 ${b}`]],
    ['blank lines', `\n \n${a}\n\r\n\t\n${b}\n\n`, [`3 ${a}`, `6 ${b}`]],
    ['a byte order mark', `\ufeff${a}\n${b}`, [`1 ${a}`, `2 ${b}`]],
    ['objects in a row', `${a}${b} ${a}\n${b}`, [`1 ${a}`, `1.2 ${b}`, `1.3 ${a}`, `2 ${b}`]],
    [
      'printed objects',
      `${printed}\n${printed}${printed}`,
      [`5 ${printed}`, `10 ${printed}`, `14 ${printed}`],
    ],
    ['printed and others', `${printed}${a}\n${b}`, [`5 ${printed}`, `5.2 ${a}`, `6 ${b}`]],
    ['a list of records', `[${a},\n  ${b}\n]\n`, [`1 ${a}`, `2 ${b}`]],
    ['gzip', gzipSync(`${a}\n${b}`), [`1 ${a}`, `2 ${b}`]],
    ['gzip in two parts', Buffer.concat([gzipSync(`${a}\n`), gzipSync(b)]), [`1 ${a}`, `2 ${b}`]],
    ['nothing', '', []],
    ['a byte order mark alone', '\ufeff', []],
  ])('%s', async (_, content, records) => {
    writeFileSync(path, content);
    await using file = open();
    expect(await page(file)).toMatchObject({ records, atEnd: true });
    // Each position leads to exactly what follows it.
    for (const [index, record] of records.entries()) {
      const position = record.split(' ')[0] ?? '';
      await using again = open();
      expect((await page(again, position)).records).toEqual(records.slice(index + 1));
      expect((await page(again, position, 10, true)).records).toEqual(records.slice(index));
    }
  });
});

test.each<[string, string, string[]]>([
  ['no object', 'x{"a":1}\n{"b":2}\n', ['1 x{"a":1}', '2 {"b":2}']],
  ['an object without its end', '{"a":{\n{"b":2}\n', ['1 {"a":{', '2 {"b":2}']],
  ['an object that ends in a text', '{"a":"x\n{"b":2}\n', ['1 {"a":"x', '2 {"b":2}']],
  ['a printed object without its end', '{\n "a": {\n{"b":2}\n', ['2 {\n "a": {', '3 {"b":2}']],
  ['one at the end', '{"b":2}\n{"a":\n', ['1 {"b":2}', '2 {"a":']],
  ['a bracket too many', '{"a":1}}\n{"b":2}\n', ['1 {"a":1}', '1.2 }', '2 {"b":2}']],
])('%s is a bad record as far as its line goes, and the next line a record', async (_, content, records) => {
  writeFileSync(path, content);
  await using file = open();
  expect(await page(file)).toMatchObject({ records, atEnd: true });
});

test('objects are found wherever the pieces of a file end, and however large they are', async () => {
  const name = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '\n', 'ä', 'x'), maxLength: 5 });
  const object = fc.tuple(name, fc.constantFrom(0, 1, 300_000), fc.constantFrom(0, 2));
  const between = fc.constantFrom('\n', '\r\n', '', ' ', '\n\n');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(object, between), { maxLength: 6 }), async (parts) => {
      const objects = parts.map(([[key, size, indent]]) =>
        JSON.stringify({ [key]: 'y'.repeat(size) }, undefined, indent),
      );
      writeFileSync(path, objects.map((one, index) => `${one}${parts[index]?.[1] ?? ''}`).join(''));
      await using file = open();
      const { records } = await file.page({ position: '0', inclusive: false }, 100);
      expect(records.map(({ Data }) => text(Data))).toEqual(objects);
    }),
    { numRuns: 50 },
  );
});

test('a growing dump is read on, and its last record once it is whole', async () => {
  writeFileSync(path, 'a\nb');
  await using file = open(true);
  expect(await page(file)).toEqual({ records: ['1 a'], nextIterator: '1', atEnd: true });
  appendFileSync(path, 'b\n{"a":\n');
  expect(await page(file, '1')).toEqual({ records: ['2 bb'], nextIterator: '2', atEnd: true });
  appendFileSync(path, ' 1}{');
  expect(await page(file, '2')).toEqual({ records: ['4 {"a":\n 1}'], nextIterator: '4', atEnd: true });
  appendFileSync(path, '}');
  expect(await page(file, '4')).toEqual({ records: ['4.2 {}'], nextIterator: '4.2', atEnd: true });
});

test('a last record without a line feed counts when it is whole; a part of one is a fault, after what came before', async () => {
  writeFileSync(path, '{"a":1}\n{"b":2}');
  await using whole = open();
  expect(await page(whole)).toMatchObject({ records: ['1 {"a":1}', '2 {"b":2}'], atEnd: true });
  writeFileSync(path, '{"a":1}\n{"b":');
  await using file = open();
  expect(await page(file)).toEqual({ records: ['1 {"a":1}'], nextIterator: '1', atEnd: false });
  const fault = { code: 'FILE_UNREADABLE', message: expect.stringContaining('ends within line 2') as string };
  await expect(page(file, '1')).rejects.toMatchObject(fault);
  appendFileSync(path, '2}\n');
  expect(await page(file, '1')).toMatchObject({ records: ['2 {"b":2}'], atEnd: true });
});

test('gzip that is cut off is a fault, after what came before', async () => {
  const lines = Array.from({ length: 50_000 }, (_, n) => `{"n":${(n * 7919) % 100_003}}\n`).join('');
  const whole = gzipSync(lines);
  writeFileSync(path, whole.subarray(0, whole.length - 100));
  await using file = open();
  let position = '0';
  const read = async (): Promise<void> => {
    for (;;) position = (await page(file, position, 1000)).nextIterator;
  };
  const message = expect.stringContaining('its gzip data is broken or ends too early') as string;
  await expect(read()).rejects.toMatchObject({ code: 'FILE_UNREADABLE', message });
  expect(Number(position)).toBeGreaterThan(40_000);
});

test.each([
  ['a bookmark beyond its end', 'x\n', 'the bookmark is line 5, but the dump ends at line 1'],
  ['no file', undefined, 'it does not exist'],
])('%s is a fault', async (_, content, reason) => {
  if (content !== undefined) writeFileSync(path, content);
  await using file = open();
  await expect(page(file, '5')).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    message: expect.stringContaining(reason),
  });
});

const decoded = { eventName: 'INSERT', dynamodb: { Keys: {} } };
const base64 = Buffer.from(JSON.stringify(decoded)).toString('base64');

test.each<[string, object, (object | string)[]]>([
  ['a change record with a "Data" of its own', { dynamodb: { Keys: { Data: { S: 'x' } } } }, []],
  ['a record of Kinesis', { SequenceNumber: '1', Data: base64, PartitionKey: 'p' }, [decoded]],
  [
    'what GetRecords brings',
    { Records: [{ Data: base64 }, { Data: base64 }], MillisBehindLatest: 0 },
    [decoded, decoded],
  ],
  ['an event of Kinesis', { Records: [{ kinesis: { data: base64 } }] }, [decoded]],
  ['an event of DynamoDB Streams', { Records: [decoded, { other: 1 }] }, [decoded, { other: 1 }]],
  ['Data that is no text', { Data: 1 }, []],
])('the change records in %s', (_, object, records) => {
  const bytes = Buffer.from(JSON.stringify(object));
  const expected = records.length === 0 ? [object] : records;
  expect(dataOfObject(bytes).map((data) => JSON.parse(text(data)))).toEqual(expected);
});

describe('several files', () => {
  test('all in a folder and below it, or those that match, in the order of their names', () => {
    for (const name of ['b.json', 'a.json.gz', '.hidden', 'sub/c.json', '.git/x', 'x.txt']) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), '');
    }
    const ids = (of: string): string[] => filesOf(of).map(({ id }) => id);
    expect(ids(folder)).toEqual(['a.json.gz', 'b.json', 'sub/c.json', 'x.txt']);
    expect(ids(`${folder}/`)).toEqual(['a.json.gz', 'b.json', 'sub/c.json', 'x.txt']);
    expect(ids(join(folder, '*.json*'))).toEqual(['a.json.gz', 'b.json']);
    expect(ids(join(folder, 'b.json'))).toEqual(['file']);
    expect(() => ids(join(folder, '*.csv'))).toThrow('there is no file');
  });

  test('are shards of their own', async () => {
    for (const name of 'abcdefghijkl') writeFileSync(join(folder, name), `${name}1\n${name}2\n`);
    await using kinesis = new FileKinesis({ path: folder, growing: false });
    const shards = await kinesis.listShards();
    expect(shards[0]).toEqual({ id: 'a', parents: [], open: true });
    const first = await Promise.all(
      shards.map(({ id }) => kinesis.shardIterator(id, { type: 'TRIM_HORIZON' })),
    );
    const found: string[] = [];
    for (let iterators: string[] = first, round = 0; round < 2; round += 1) {
      const next: string[] = [];
      for (const iterator of iterators) {
        const { records, nextIterator } = await kinesis.getRecords(iterator, 1);
        found.push(text(records[0]?.Data));
        next.push(nextIterator ?? '');
      }
      iterators = next;
    }
    expect(found).toEqual(['1', '2'].flatMap((n) => [...'abcdefghijkl'].map((name) => name + n)));
  });

  test('are not followed', async () => {
    writeFileSync(path, '');
    await using kinesis = new FileKinesis({ path: folder, growing: true });
    await expect(kinesis.listShards()).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
