import { passedBy } from '@cdc-relay/hostile-kinesis';
import type { JsonValue, SingerMessage } from '@cdc-relay/singer';
import { expect } from 'vitest';
import type { RandomStream } from './random-stream.ts';
import { bookmarksIn } from './source.ts';

/** The numbers of the changes among messages, in order. */
export function changesIn(messages: readonly SingerMessage[]): number[] {
  return messages.flatMap((message) => (message.type === 'RECORD' ? [Number(message.record.number)] : []));
}

/** Expects the changes of each item in the order in which they happened, so parents before children. */
export function expectOrder(stream: RandomStream, messages: readonly SingerMessage[]): void {
  const latest = new Map<number, number>();
  for (const number of changesIn(messages)) {
    const item = stream.placed[number]?.item ?? -1;
    expect(number, `item ${item}`).toBeGreaterThan(latest.get(item) ?? -1);
    latest.set(item, number);
  }
}

/**
 * Expects that no STATE is ahead of what was emitted: in this run before it, or earlier (`emitted`), or gone before
 * anybody could read it.
 */
export function expectNoneAhead(
  stream: RandomStream,
  messages: readonly SingerMessage[],
  emitted: ReadonlySet<number>,
): void {
  const known = new Set(emitted);
  for (const message of messages) {
    if (message.type === 'RECORD') known.add(Number(message.record.number));
    if (message.type === 'STATE')
      expect(numbersPassed(stream, message.value).filter((n) => !known.has(n))).toEqual([]);
  }
}

/** The numbers of the changes that a restart from this state would not read. */
function numbersPassed(stream: RandomStream, state: JsonValue | undefined): number[] {
  const isPassed = passedBy(stream, bookmarksIn(state));
  return stream.placed.flatMap(({ shard, sequenceNumber }, number) =>
    isPassed(shard, sequenceNumber) ? [number] : [],
  );
}
