import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { LineWriter, Logger, parseMessage } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { TableChoice } from '../catalog/table-choice.ts';
import type { KinesisRecord } from '../kinesis/port.ts';
import { RecordFormat } from '../record/format.ts';
import { ShardSet } from '../shards/shard-set.ts';
import { SnapshotSet } from '../tables/snapshot-set.ts';
import { Tables } from '../tables/tables.ts';
import { BadRecords } from './bad-records.ts';
import { ChangeFilter } from './change-filter.ts';
import { Distribution } from './distribution.ts';
import { Duplicates } from './duplicates.ts';
import { FirstPages } from './first-pages.ts';
import { PageEmitter } from './page-emitter.ts';
import { Progress } from './progress.ts';
import { SecondVersions } from './second-versions.ts';
import { StateWriter } from './state-writer.ts';
import { Ties } from './ties.ts';
import { Tip } from './tip.ts';

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const log = new Logger('tap', { level: 'error', live: false, format: ({ message }) => message }, nowhere);
const NOW = 1_700_000_000_000;

function recordOf(id: string, time: number, size: number): KinesisRecord {
  const item = { id: { S: id }, text: { S: 'x'.repeat(size) } };
  const dynamodb = { ApproximateCreationDateTime: time, Keys: { id: item.id }, NewImage: item };
  const change = { eventName: 'MODIFY', eventID: `event of ${id}`, tableName: 't', dynamodb };
  return { SequenceNumber: id, Data: Buffer.from(JSON.stringify(change)) };
}

test('a snapshot that begins while a page waits for stdout leaves out what is older of that page', async () => {
  let drain = (): void => undefined;
  let text = '';
  const stdout = new Writable({
    highWaterMark: 1,
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      drain = done;
    },
  });
  const parts = {
    onBadRecord: 'fail',
    deadLetterPath: undefined,
    recordLayout: 'attributes',
    cdcMetadata: false,
    oldImage: false,
    sequenceOrder: false,
    ofTableStreams: false,
  } as const;
  const options = {
    isWanted: () => true,
    nameOf: (table: string) => table,
    selection: undefined,
    files: new Map(),
  };
  const choice = new TableChoice(options, log);
  const format = new RecordFormat(parts);
  const tables = new Tables(new Map(), { choice, format, describeKeys: async () => undefined, log });
  const snapshots = new SnapshotSet(new Map(), true);
  const shards = new ShardSet(new Map(), new Map());
  const lines = new LineWriter(stdout);
  const emitter = new PageEmitter(
    {
      output: lines,
      clock: { time: NOW },
      shards,
      states: new StateWriter(lines, () => undefined, { ms: 60_000, records: 100 }),
      progress: new Progress(log, () => ({ emitted: [], counters: {} }), 60_000),
      firstPages: new FirstPages(shards, true, log),
      tip: new Tip({ isBusy: false }),
      filter: new ChangeFilter({
        snapshots,
        versions: new SecondVersions({ counts: new Map(), last: [] }, false),
        duplicates: new Duplicates(100, new Ties({ overtaken: [], last: [] })),
        lineage: shards.lineage,
      }),
      bad: new BadRecords(parts, log),
      preparation: {
        tables,
        snapshots,
        decode: {},
        distribution: new Distribution(false, log),
        maxAheadMs: 900_000,
        howToKeepBad: '',
      },
    },
    { follow: false, stateIntervalRecords: 100 },
  );
  const emitted = emitter.emit('shard', {
    records: [recordOf('1', NOW, 70_000), recordOf('2', NOW - 60_000, 70_000)],
    nextIterator: 'next',
    ended: false,
    millisBehindLatest: 1,
    isTip: false,
    children: [],
  });
  await turn();
  expect(shards.bookmarks.get('shard')).toBe('1');
  snapshots.request(['t']);
  snapshots.begin('t', { now: NOW, sequence: NOW * 1000, segments: 1 });
  drain();
  await emitted;
  expect(shards.bookmarks.get('shard')).toBe('2');
  expect(snapshots.superseded).toBe(1);
  const messages = text
    .trimEnd()
    .split('\n')
    .map((line) => parseMessage(line));
  expect(messages.flatMap((message) => (message.type === 'RECORD' ? [message.record.id] : []))).toEqual([
    '1',
  ]);
});
