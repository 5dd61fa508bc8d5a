import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NewRecord } from '@cdc-relay/hostile-kinesis';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { recordsOf, sourceOf, tapFrom, tapOver } from './hostile-source.ts';
import { plainRecord } from './plain-records.ts';

const of = (data: string | Uint8Array): NewRecord => ({ partitionKey: 'any', data });

const BAD: [string, NewRecord, string][] = [
  ['bytes that are no text', of(Uint8Array.of(0, 255)), 'the record is not UTF-8 text'],
  ['no JSON', of('{"eventName":'), 'the record is not JSON'],
  ['JSON of something else', of('[1]'), 'the record is missing or not a JSON object'],
  ['no change record', of('{"a":1}'), '"dynamodb" is missing or not a JSON object'],
  ['no key', plainRecord({ keys: {} }), '"dynamodb.Keys" is empty'],
  ['an unknown event', plainRecord({ eventName: 'UPSERT' }), 'unknown eventName "UPSERT"'],
  ['an unknown type', plainRecord({ newImage: { a: { X: '1' } } }), 'unknown type descriptor "X"'],
  ['a number out of range', plainRecord({ newImage: { a: { N: '1E+200' } } }), 'outside the range'],
  ['the key of another table', plainRecord({ keys: { other: { S: 'x' } } }), 'its key is ["other"]'],
];

describe('on_bad_record: dead_letter', () => {
  test('every kind of bad record is in the file, everything else is emitted', async () => {
    using folder = temporaryFolder();
    const dead_letter_path = join(folder.path, 'dead.ndjson');
    const records = BAD.flatMap(([, bad]) => [plainRecord(), bad]);
    const run = await tapOver(records, { on_bad_record: 'dead_letter', dead_letter_path });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(recordsOf(run)).toHaveLength(BAD.length);
    const letters = readFileSync(dead_letter_path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(letters).toEqual(
      BAD.map(([, { data }, reason]) => ({
        time: expect.any(String),
        shard: 'shardId-000000000000',
        sequence_number: expect.stringMatching(/^\d+$/),
        reason: expect.stringContaining(reason),
        data: Buffer.from(data).toString('base64'),
      })),
    );
    expect(run.stderr).toContain(`"metric":"dead_letter_count","value":${BAD.length}`);
  });

  test('the bookmark passes it: a restart neither emits nor keeps it again', async () => {
    using folder = temporaryFolder();
    const dead_letter_path = join(folder.path, 'dead.ndjson');
    await using source = await sourceOf([plainRecord(), of('bad')]);
    const settings = { on_bad_record: 'dead_letter', dead_letter_path };
    const first = await tapFrom(source.url, { settings });
    await tapFrom(source.url, { settings, state: first.state });
    expect(readFileSync(dead_letter_path, 'utf8').trimEnd().split('\n')).toHaveLength(1);
  });

  test('a file that is a device ends the run before anything is emitted', async () => {
    const run = await tapOver([plainRecord()], {
      on_bad_record: 'dead_letter',
      dead_letter_path: '/dev/full',
    });
    expect(run).toMatchObject({ exitCode: 1, messages: [] });
    expect(run.stderr).toMatch(/DEAD_LETTER_FAILED: .*it is a device/);
  });

  test('needs a path', async () => {
    const run = await tapOver([], { on_bad_record: 'dead_letter' });
    expect(run).toMatchObject({ exitCode: 1, messages: [] });
    expect(run.stderr).toContain('"dead_letter_path" must name a file');
  });
});

test.each(BAD.slice(0, 2))('by default %s ends the run after what was before it', async (_, bad, reason) => {
  const run = await tapOver([plainRecord(), bad, plainRecord()]);
  expect(run.exitCode).toBe(1);
  expect(recordsOf(run)).toHaveLength(1);
  expect(run.stderr).toContain('CHANGE_RECORD_INVALID');
  expect(run.stderr).toContain(reason);
  expect(run.stderr).not.toMatch(/\n\s+at /);
});
