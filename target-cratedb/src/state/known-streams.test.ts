import { expect, test } from 'vitest';
import { streamsIn } from './known-streams.ts';

const of = (bookmarks: object) => ({ bookmarks: JSON.parse(JSON.stringify(bookmarks)) });

test.each([
  ['a bookmark of its own', of({ s: { replication_key_value: 1 } }), true],
  [
    'the tables of a Kinesis stream',
    of({ kinesis: { shards: {}, tables: { s: { key_properties: ['id'] } } } }),
    true,
  ],
  [
    'a Kinesis stream of the same name that has not seen the table',
    of({ s: { shards: {}, tables: {} } }),
    false,
  ],
  ['another stream', of({ t: { replication_key_value: 1 } }), false],
  ['an empty bookmark', of({ s: {} }), false],
  ['no bookmarks', {}, false],
  ['nothing', undefined, false],
  ['a name that objects inherit', of({ toString: {} }), false],
])('%s', (_, state, expected) => {
  expect(streamsIn(state).includes('s')).toBe(expected);
});
