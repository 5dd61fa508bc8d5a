import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Logger, logConfig } from '@cdc-relay/singer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadRecords } from './bad-records.ts';
import type { BadRecord } from './dead-letters.ts';

const log = new Logger('tap', logConfig('tap', {}), new PassThrough());
const bad: BadRecord = {
  shardId: 'shardId-000000000001',
  sequenceNumber: '7',
  reason: 'the record is not JSON',
  data: Uint8Array.of(0, 255, 10),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bad-record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the dead-letter file', () => {
  test('gets a JSON line for each record, after what it has, for its owner only', () => {
    const path = join(folder, 'dead.ndjson');
    for (const sequenceNumber of ['7', '8']) {
      using records = new BadRecords({ onBadRecord: 'dead_letter', deadLetterPath: path }, log);
      records.keep([{ ...bad, sequenceNumber }]);
    }
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual(
      ['7', '8'].map((sequence_number) => ({
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        shard: bad.shardId,
        sequence_number,
        reason: bad.reason,
        data: 'AP8K',
      })),
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('that cannot be opened is a fault before anything is read', () => {
    const settings = {
      onBadRecord: 'dead_letter',
      deadLetterPath: join(folder, 'no', 'dead.ndjson'),
    } as const;
    expect(() => new BadRecords(settings, log)).toThrow(
      expect.objectContaining({ code: 'DEAD_LETTER_FAILED' }),
    );
  });
});

test('dead_letter needs a path', () => {
  expect(() => new BadRecords({ onBadRecord: 'dead_letter', deadLetterPath: undefined }, log)).toThrow(
    /"dead_letter_path" must name a file/,
  );
});

test('they are counted', () => {
  using records = new BadRecords({ onBadRecord: 'dead_letter', deadLetterPath: join(folder, 'dead') }, log);
  expect(records.howToKeep).toBeUndefined();
  records.keep([bad, bad]);
  records.keep([]);
  expect(records.count).toBe(2);
});

test('fail keeps none, and opens no file', () => {
  const settings = { onBadRecord: 'fail', deadLetterPath: join(folder, 'no', 'dead') } as const;
  expect(new BadRecords(settings, log).howToKeep).toContain('dead_letter');
});
