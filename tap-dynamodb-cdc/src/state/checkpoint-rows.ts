import { isJsonObject, type JsonValue, messageOf, ProgramError, parseJson } from '@cdc-relay/singer';
import type { Checkpoint } from '../shards/checkpoints.ts';

/** A sequence number as Kinesis and its emulators write it. */
const SEQUENCE_NUMBER = /^\d{1,129}$/;

/**
 * Reads rows of CrateDB Toolkit's table `kinesis_checkpoints`: one JSON object a line, as the shell of target-cratedb prints
 * them, or an array of them, as `ctk kinesis list-checkpoints` does. Those of other namespaces are left out. Throws
 * CHECKPOINTS_INVALID, also when none is left: to begin elsewhere than the toolkit ended would lose changes.
 */
export function parseCheckpoints(text: string, namespace: string): Checkpoint[] {
  const rows = rowsIn(text);
  const own = rows.filter((row) => memberOf(row, 'namespace') === namespace);
  if (own.length === 0) throw invalid(noneOf(namespace, rows));
  return own.map(checkpointOf);
}

function rowsIn(text: string): JsonValue[] {
  try {
    const trimmed = text.trim();
    if (trimmed.startsWith('[')) return parseJson(trimmed) as JsonValue[];
    return trimmed === '' ? [] : trimmed.split('\n').map((line) => parseJson(line));
  } catch (error) {
    throw invalid(`they are not JSON (${messageOf(error)})`);
  }
}

function checkpointOf(row: JsonValue): Checkpoint {
  const shardId = memberOf(row, 'shard_id');
  const sequence = memberOf(row, 'sequence');
  const isRead = sequence === null || (typeof sequence === 'string' && SEQUENCE_NUMBER.test(sequence));
  if (typeof shardId !== 'string' || !isRead)
    throw invalid('a row has no shard_id, or a sequence that is no number');
  return {
    shardId,
    sequence: sequence ?? undefined,
    active: memberOf(row, 'active') !== false,
    updatedAt: timeOf(memberOf(row, 'updated_at')),
  };
}

/** Milliseconds since the epoch: a number is, the text of a database may have a blank and only the hours of its zone. */
function timeOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  const iso = typeof value === 'string' ? value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00') : '';
  const time = Date.parse(iso);
  return Number.isNaN(time) ? undefined : time;
}

function memberOf(row: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(row) && Object.hasOwn(row, name) ? row[name] : undefined;
}

function noneOf(namespace: string, rows: readonly JsonValue[]): string {
  const others = new Set(
    rows.map((row) => memberOf(row, 'namespace')).filter((name) => typeof name === 'string'),
  );
  const there =
    others.size === 0
      ? 'there are no rows at all'
      : `there are rows of ${[...others].slice(0, 5).join(', ')}`;
  return `none is of the name ${JSON.stringify(namespace)}; ${there}`;
}

function invalid(reason: string): ProgramError {
  return new ProgramError(
    'CHECKPOINTS_INVALID',
    `The checkpoints of CrateDB Toolkit cannot be taken over: ${reason}.`,
  );
}
