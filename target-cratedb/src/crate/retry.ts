import { codeOf, messageOf } from '@cdc-relay/singer';
import { isNameUnknown } from './faults.ts';

/** Errors of the connection: the same statement may succeed on a new one. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  '57P01', // admin shutdown
  '57P03', // cannot connect now
]);

/** What `pg` and CrateDB say, without a code of its own, when a node is away, starting, or overloaded. */
const PASSING_MESSAGES = [
  /connection terminated/i,
  /connection ended unexpectedly/i,
  /timeout exceeded when trying to connect/i,
  /^timeout expired$/i,
  /query read timeout/i,
  /^Job killed/,
  /client has encountered a connection error/i,
  /CircuitBreaking|circuit_breaking|Data too large/i,
  /rejected execution|RejectedExecution|queue capacity/i,
  /primary shard is not active|UnavailableShards|shard \d+ is not available|NoShardAvailable/i,
  /no such shard|operations only allowed when shard state|engine is closed|IndexReader is closed/i,
  /no master|MasterNotDiscovered|state not recovered|ClusterBlock/i,
  /NodeClosed|NodeDisconnected|NodeNotConnected|node closed|ConnectTransport/i,
  // A table that is blocked or read-only for a while: the disk is nearly full, or a key is being rebuilt.
  /doesn't support or allow [A-Z ]+ operations/i,
  /process cluster event timeout|failed to process cluster event/i,
];

/** What CrateDB says at times to a statement that meets a change of a table, or a start; the same one then succeeds. */
const SPURIOUS_MESSAGES =
  /NullPointerException|Objects\.requireNonNull|^Cannot invoke ".*" because ".*" is null/;

/** What may pass, or be a mistake of somebody, is tried so often: an unknown name may be that of one host of several. */
const FEW_TRIES = 5;

/** Errors that speak of the statement or its values, which they quote: no words in those make them passing. */
const LASTING_MESSAGES = /^line \d+:\d+: |Cannot cast|Failed CONSTRAINT|Validation failed|immense term/;

/**
 * True when an error comes from the state of the connection or the cluster, not from the statement; `tries` counts
 * those before.
 */
export function isPassing(error: unknown, tries: number): boolean {
  const code = codeOf(error);
  if (code !== undefined && CONNECTION_CODES.has(code)) return true;
  const message = messageOf(error);
  if (isNameUnknown(error) || SPURIOUS_MESSAGES.test(message)) return tries < FEW_TRIES;
  return !LASTING_MESSAGES.test(message) && PASSING_MESSAGES.some((pattern) => pattern.test(message));
}

/** How long to go on with retries. */
export interface RetryPolicy {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly giveUpAfterMs: number;
}

/**
 * The pause before the next try, doubled each time; undefined when to give up. `random` (0 to 1) spreads the tries of
 * several writers.
 */
export function nextDelay(
  policy: RetryPolicy,
  tries: number,
  elapsedMs: number,
  random: number,
): number | undefined {
  if (elapsedMs >= policy.giveUpAfterMs) return undefined;
  const delay = Math.min(policy.firstDelayMs * 2 ** tries, policy.longestDelayMs);
  return delay * (0.5 + random / 2);
}
