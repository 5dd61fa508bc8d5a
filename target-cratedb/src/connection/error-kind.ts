import { codeOf, messageOf } from '@cdc-relay/singer';

/**
 * What an error says about the statement that failed.
 *
 * - `transient`: the connection, a node, a shard, a disk or the cluster's state; the same statement may succeed later.
 * - `memory`: transient, and more likely to succeed with fewer bytes in a statement.
 * - `blocked`: the relation accepts no such operation: a table for a while, a view never.
 * - `spurious`: an internal error of CrateDB that a second try usually does not meet.
 * - `unknown-table`, `unknown-column`: the catalog is not what the statement was made for.
 * - `login`: a new connection is not let in, as CrateDB starts or the password was changed.
 * - `too-long`: more characters than `statement_max_length`.
 * - `statement`: the statement or the cluster's limits, whatever the rows are.
 * - `value`: the message quotes a value of the row.
 * - `null`: a column that has to have a value has none, in this row or in all.
 * - `unclear`: anything else.
 */
export type ErrorKind =
  | 'transient'
  | 'memory'
  | 'blocked'
  | 'spurious'
  | 'unknown-table'
  | 'unknown-column'
  | 'login'
  | 'too-long'
  | 'statement'
  | 'value'
  | 'null'
  | 'unclear';

/** Errors of the connection: the same statement may succeed on a new one. */
const TRANSIENT_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EAI_AGAIN',
  '53300', // too many connections
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now
]);

/** What only a code shows. */
const KINDS_BY_CODE: { readonly [code: string]: ErrorKind } = {
  '3F000': 'unknown-table', // the schema is unknown: its last table is gone, or the user has no rights on it
  '42P01': 'unknown-table',
  '42703': 'unknown-column',
  '42601': 'statement', // syntax
  '28000': 'login',
  '28P01': 'login',
  '42883': 'statement', // unknown function
};

/** An SQLSTATE, which Node's own codes (`EPIPE`) are not. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** What `pg` says, without a code, about its connection. */
const OF_CLIENT =
  /^(?:Connection terminated|Connection ended unexpectedly|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/i;

/**
 * The fixed beginnings of CrateDB's messages, from its sources (6.4.3): `ClusterBlockException`,
 * `CircuitBreakingException`, `EsRejectedExecutionException`, `UnavailableShardsException`, `TransportException`, … They are
 * compared at the beginning only, as what follows may quote a value or a name.
 */
const OF_CRATEDB: readonly (readonly [ErrorKind, RegExp])[] = [
  ['too-long', /^Statement exceeds `statement_max_length` \(/],
  // A circuit breaker, the session's `memory.operation_limit`, and the heap or direct memory itself.
  ['memory', /^Allocating \S+ for '[^']*' failed, breaker would use /],
  ['memory', /^"[^"]*" reached operation memory limit\. Used: /],
  ['memory', /^\[[\w.-]+\] Data too large, data for \[/],
  [
    'memory',
    /^(?:Java heap space|Cannot reserve \d+ bytes of direct buffer memory|failed to allocate \d+ byte)/,
  ],
  ['blocked', /^The relation "[^"]*" doesn't support or allow [A-Z ]+ operations/],
  ['blocked', /^The relation \S+ doesn't support (?:the operation|\w+ operations)/],
  // A full disk, a closed or read-only table, no master, a state that is not recovered yet.
  ['transient', /^blocked by: \[/],
  ['transient', /^rejected execution of /],
  ['transient', /^Job killed(?:$|\. )/],
  ['transient', /^(?:Root)?Task for job \S+ (?:with id '\d+' )?not found$/],
  ['transient', /^\[[^\]]*\] shard \d+ is not available$/],
  ['transient', /^\[[^\]]*\]\[\d+\] (?:primary shard|Not enough active copies)/],
  ['transient', /^(?:primary shard|Not enough active copies|Mappings are not available on the replica yet)/],
  ['transient', /^(?:no such shard$|no such index |No shard available for |expected allocation id \[)/],
  [
    'transient',
    /^(?:CurrentState\[|actual shard is not a primary|shard is not in primary mode|Primary closed)/,
  ],
  ['transient', /^obtaining shard lock for \[/],
  [
    'transient',
    /^(?:engine|translog|store|this Index(?:Reader|Writer)|(?:persisted|cluster) state|ConnectionManager) .*clos(?:ed|ing)/,
  ],
  ['transient', /^(?:failed to process cluster event \(|Waiting for new cluster state update timed out)/],
  ['transient', /^(?:no longer master|node is no longer master|master stepped down|publication )/],
  ['transient', /^(?:node closed \{|no seed node left|failed to (?:commit|publish) cluster state)/],
  // The transport's messages begin with the names of a node, its address and an action.
  ['transient', /^\[[^\]]*\]\[[^\]]*:\d+\](?:\[| )/],
  ['transient', /^(?:\S+: )?(?:No space left on device|Too many open files|Input\/output error)$/],
  ['transient', /^state not recovered/],
  // An exception without a message, or the text of its cause, begins with its class.
  [
    'transient',
    /^(?:[a-z]+\.)*\w*(?:NodeClosed|NodeDisconnected|NodeNotConnected|ConnectTransport|MasterNotDiscovered|NotMaster|FailedToCommitClusterState|NoShardAvailableAction|UnavailableShards|ShardNotFound|IndexNotFound|AlreadyClosed|RetryOnPrimary|RetryOnReplica|ElasticsearchTimeout|EsRejectedExecution|CircuitBreaking|ClusterBlock|Timeout)(?:Action)?Exception(?:$|[[: ])/,
  ],
  ['spurious', /^(?:\w+\.)*NullPointerException\b|^Cannot invoke ".*" because ".*" is null/],
  ['statement', /^Relations? .* already exists/],
  ['statement', /^(?:Validation Failed: 1: )?this action would add (?:\[|more than)/],
  ['statement', /^Limit of total (?:columns|fields) \[/],
  ['statement', /^The relation "[^"]*" doesn't allow /],
  ['statement', /^(?:Only read operations allowed on this node|Cannot create relation in read-only schema)/],
  ['statement', /^Cannot cast expressions from type /],
  ['statement', /^(?:Missing '\w+' privilege|User "[^"]*" is not authorized)/],
  ['value', /^Cannot cast /],
  ['value', /^Failed CONSTRAINT /],
  ['value', /^Document contains at least one immense term in field=/],
  ['value', /^'[\s\S]*' is too long for the (?:text|character) type of length: \d+$/],
  ['value', /^(?:short|integer|byte|bigint|float|real|double precision) value out of range: /],
  ['value', /^Value \S+ exceeds allowed range for column of type /],
  ['value', /^Given value .* for generated column .* does not match calculation /s],
  [
    'value',
    /^(?:Validation failed for |Cannot parse `|Invalid GeoJSON: |bit string length \d+ does not match )/,
  ],
  ['value', /^(?:String value|Number value|Document nesting|Name) .*exceeds the maximum allowed \(/],
  ['value', /^DocValuesField "[^"]*" is too large, must be /],
  ['null', /^"[^"]*" must not be null$/],
];

/** Decides by the error's code, or by the fixed part of its message, never by a value that the message quotes. */
export function errorKind(error: unknown): ErrorKind {
  const code = codeOf(error);
  if (code !== undefined && TRANSIENT_CODES.has(code)) return 'transient';
  const message = messageOf(error);
  const isOfServer = code !== undefined && SQLSTATE.test(code);
  if (!isOfServer && OF_CLIENT.test(message)) return 'transient';
  const byText = OF_CRATEDB.find(([, beginning]) => beginning.test(message))?.[0];
  return KINDS_BY_CODE[code ?? ''] ?? byText ?? 'unclear';
}

/** True for an error that says that a table or schema does not exist. */
export function isUnknownTable(error: unknown): boolean {
  return errorKind(error) === 'unknown-table';
}

/** The schema and table that a `blocked` error names; CrateDB has no dots in either. */
export function blockedRelation(error: unknown): { schema: string; table: string } | undefined {
  const [, quoted, bare] = /^The relation (?:"([^"]*)"|(\S+)) /.exec(messageOf(error)) ?? [];
  const [schema, table] = (quoted ?? bare ?? '').replaceAll('"', '').split('.');
  return schema === undefined || table === undefined ? undefined : { schema, table };
}
