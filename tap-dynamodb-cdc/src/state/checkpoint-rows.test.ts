import { expect, test } from 'vitest';
import { parseCheckpoints } from './checkpoint-rows.ts';

// What CrateDB Toolkit 0.1.1 wrote to a CrateDB 6.4, as the shell of target-cratedb and `ctk kinesis list-checkpoints` print it.
const SHELL = `{"namespace":"cdc","shard_id":"shardId-000000000000","sequence":"49680617194955326405789549397430627566181199199252512770","active":true,"updated_at":"2026-11-27 15:06:34.500+00"}
{"namespace":"cdc","shard_id":"shardId-000000000001","sequence":null,"active":false,"updated_at":"2026-11-27 15:06:47.917+00"}
{"namespace":"other","shard_id":"shardId-000000000000","sequence":"1","active":true,"updated_at":null}
`;
const CTK = `[
  { "namespace": "cdc", "shard_id": "shardId-000000000000", "active": true, "updated_at": 1795791994500,
    "sequence": "49680617194955326405789549397430627566181199199252512770" },
  { "namespace": "cdc", "shard_id": "shardId-000000000001", "active": false, "updated_at": 1795792007917, "sequence": null }
]
`;

test.each([
  ['lines', SHELL],
  ['an array', CTK],
])('rows as %s', (_, text) => {
  expect(parseCheckpoints(text, 'cdc')).toEqual([
    {
      shardId: 'shardId-000000000000',
      sequence: '49680617194955326405789549397430627566181199199252512770',
      active: true,
      updatedAt: 1795791994500,
    },
    { shardId: 'shardId-000000000001', sequence: undefined, active: false, updatedAt: 1795792007917 },
  ]);
});

test.each<[string, string, RegExp]>([
  ['', 'cdc', /"cdc"; there are no rows at all/],
  ['[]', 'cdc', /no rows at all/],
  [SHELL, 'CDC', /"CDC"; there are rows of cdc, other/],
  ['namespace | shard_id', 'cdc', /not JSON/],
  [SHELL.replace('"49680617', '"x49680617'), 'cdc', /a sequence that is no number/],
  ['{"namespace":"cdc","sequence":null}', 'cdc', /no shard_id/],
  ['{"namespace":"cdc","shard_id":"a"}', 'cdc', /a sequence that is no number/],
])('%j for %s', (text, namespace, message) => {
  expect(() => parseCheckpoints(text, namespace)).toThrow(
    expect.objectContaining({ code: 'CHECKPOINTS_INVALID', message: expect.stringMatching(message) }),
  );
});

test('a time that cannot be read is none', () => {
  const row = '{"namespace":"cdc","shard_id":"a","sequence":"1","active":null,"updated_at":"yesterday"}';
  expect(parseCheckpoints(row, 'cdc')).toEqual([
    { shardId: 'a', sequence: '1', active: true, updatedAt: undefined },
  ]);
});
