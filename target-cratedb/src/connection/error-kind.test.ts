import { describe, expect, test } from 'vitest';
import { blockedRelation, type ErrorKind, errorKind } from './error-kind.ts';

const crateError = (message: string, code = 'XX000'): Error => Object.assign(new Error(message), { code });

/** What CrateDB 6.4.3 says, as read in its sources and seen at work. */
const TEXTS: readonly (readonly [ErrorKind, string])[] = [
  ['transient', 'blocked by: [RELATION_READ_DELETE_ONLY/12/index read-only / allow delete (api)];'],
  ['transient', 'blocked by: [RELATION_CLOSED/4/index closed];'],
  ['transient', 'blocked by: [MASTER_NOT_DISCOVERED/2/no master];'],
  ['transient', 'blocked by: [STATE_NOT_RECOVERED/1/state not recovered / initialized];'],
  ['transient', 'blocked by: [RELATION_READ_ONLY/6/cluster read-only (api)];'],
  [
    'memory',
    "Allocating 2mb for 'insert-from-sub-query' failed, breaker would use 600mb in total. Limit is 614mb. Either increase memory and limit, change the query or reduce concurrent query load",
  ],
  ['memory', '"collect: 0" reached operation memory limit. Used: 2mb, Limit: 1mb'],
  ['memory', '[parent] Data too large, data for [insert] would be larger than limit of [1/1b]'],
  [
    'transient',
    'rejected execution of TimedRunnable{original=x} on EsThreadPoolExecutor[name = n/write, queue capacity = 200, pool size = 2]',
  ],
  ['transient', 'Job killed'],
  ['transient', 'Job killed. statement_timeout (1s/exec)'],
  ['transient', 'Job killed. Participating node x disconnected'],
  ['transient', 'RootTask for job 5b8e4a1c-1111 not found'],
  ['transient', '[s.t] shard 2 is not available'],
  ['transient', '[s.t][3] primary shard is not active Timeout: [1m], request: [upsert]'],
  ['transient', '[s.t][0] Not enough active copies to meet shard count of [ALL] (have 1, needed 2).'],
  ['transient', 'no such shard'],
  ['transient', 'no such index [s.t/AbC]'],
  [
    'transient',
    'CurrentState[RECOVERING] operations only allowed when shard state is one of [POST_RECOVERY]',
  ],
  ['transient', 'engine is closed'],
  ['transient', 'this IndexReader is closed'],
  ['transient', 'translog is already closed'],
  ['transient', 'failed to process cluster event (add-column) within 30s'],
  ['transient', 'no longer master. source: [create-table]'],
  ['transient', 'node closed {n1}{abc}'],
  ['transient', '[n2][127.0.0.1:4301][indices:crate/data/write/upsert] disconnected'],
  ['transient', '[n2][127.0.0.1:4301] Node not connected'],
  ['transient', '/data/nodes/0/translog-1.tlog: No space left on device'],
  ['transient', 'MasterNotDiscoveredException in org.elasticsearch.action.support.X(X.java:1)'],
  ['transient', 'org.elasticsearch.transport.NodeDisconnectedException: [n2][127.0.0.1:4301] x'],
  ['spurious', 'Cannot invoke "org.elasticsearch.X.nodes()" because "clusterState" is null'],
  ['blocked', `The relation "s.t" doesn't support or allow INSERT operations`],
  ['blocked', `The relation "s.t" doesn't support or allow DELETE operations, as it is currently closed.`],
  ['too-long', 'Statement exceeds `statement_max_length` (262144 allowed, 416431 provided). Try replacing'],
  [
    'statement',
    'Validation Failed: 1: this action would add [4] total shards, but this cluster currently has [998]/[1000] maximum shards open;',
  ],
  ['statement', 'Limit of total columns [1000] in table [s.t] exceeded'],
  [
    'statement',
    'The relation "s.t" doesn\'t allow INSERT operations, because it is included in a logical replication subscription.',
  ],
  ['statement', 'Cannot cast expressions from type `boolean` to type `geo_shape`'],
  ['value', 'Cannot cast value `blocked by: [x]` to type `bigint`'],
  ['value', "'Queue capacity reached' is too long for the text type of length: 3"],
  ['value', "'Job killed. ' is too long for the character type of length: 3"],
  ['value', 'Failed CONSTRAINT s_v_check CHECK ("v" < 100) for values: [engine is closed]'],
  ['value', 'Validation failed for v: no master'],
  ['value', 'integer value out of range: 3000000000'],
  [
    'value',
    'Document contains at least one immense term in field="v" (whose UTF8 encoding is longer than …)',
  ],
  ['null', '"created" must not be null'],
  ['unclear', 'something that nobody has seen before'],
  ['unclear', 'no master of arts may be written here: rejected execution of Job killed'],
  ['statement', "Missing 'DML' privilege for user 'loader'"],
  [
    'statement',
    'User "loader" is not authorized to execute the statement. Superuser permissions are required',
  ],
];

describe('errorKind', () => {
  test.each(TEXTS)('%s: %s', (kind, message) => {
    expect(errorKind(crateError(message))).toBe(kind);
  });

  test.each([
    ['unknown-table', '42P01', "Relation 's.t' unknown"],
    ['unknown-table', '3F000', "Schema 's' unknown"],
    ['unknown-column', '42703', 'Column a unknown'],
    ['login', '28000', 'password authentication failed for user "loader"'],
    ['login', '28P01', 'Job killed'],
    ['statement', '42601', "line 1:7: no viable alternative at input 'Job killed'"],
    ['transient', 'ECONNRESET', 'read ECONNRESET'],
    ['transient', '57P03', 'x'],
    ['transient', undefined, 'Connection terminated unexpectedly'],
    ['transient', undefined, 'Query read timeout'],
  ])('%s by its code %s', (kind, code, message) => {
    expect(errorKind(Object.assign(new Error(message), { code }))).toBe(kind);
  });

  test('what the client itself says does not count when CrateDB says it, which may quote a value', () => {
    expect(errorKind(crateError('Query read timeout'))).toBe('unclear');
  });
});

test.each([
  [`The relation "s.t" doesn't support or allow INSERT operations`, { schema: 's', table: 't' }],
  [`The relation s.t doesn't support the operation`, { schema: 's', table: 't' }],
  ['Relation s.t', undefined],
])('%s names its relation', (message, relation) => {
  expect(blockedRelation(crateError(message))).toEqual(relation);
});
