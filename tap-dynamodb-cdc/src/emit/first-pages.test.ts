import { Writable } from 'node:stream';
import { Logger } from '@cdc-relay/singer';
import { beforeEach, expect, test } from 'vitest';
import type { Page } from '../kinesis/port.ts';
import { FirstPages } from './first-pages.ts';

const said: string[] = [];
const stream = new Writable({ write: (chunk, _encoding, done) => done(void said.push(String(chunk))) });
const log = new Logger('tap', { level: 'info', live: false, format: ({ message }) => message }, stream);
const shard = (id: string, open = true) => [id, { id, open, parents: [] }] as const;
const lineage = new Map([shard('one'), shard('two'), shard('closed', false)]);
const page = (members: Partial<Page>): Page => ({
  records: [],
  nextIterator: 'next',
  millisBehindLatest: 0,
  isTip: true,
  ended: false,
  children: [],
  ...members,
});

beforeEach(() => void said.splice(0));

test('it is said once that there is nothing, when all open shards were read', () => {
  const pages = new FirstPages({ lineage }, true, log);
  pages.page('one', page({}));
  pages.page('one', page({}));
  pages.page('two', page({ isTip: false }));
  expect(said).toEqual([]);
  pages.page('two', page({}));
  pages.page('two', page({}));
  expect(said).toEqual([expect.stringContaining('2 shards read to the end: no record there')]);
});

test('with a state, that there is nothing new', () => {
  const pages = new FirstPages({ lineage: new Map([shard('one')]) }, false, log);
  pages.page('one', page({}));
  expect(said).toEqual([expect.stringContaining('1 shard read to the end: nothing new since the state')]);
});

test('nothing is said once a record came', () => {
  const pages = new FirstPages({ lineage }, true, log);
  pages.page('one', page({ records: [{ SequenceNumber: '1', Data: new Uint8Array() }] }));
  pages.page('one', page({}));
  pages.page('two', page({}));
  expect(said).toEqual([]);
});
