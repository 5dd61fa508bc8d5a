import { type Change, itemIdentity } from './change.ts';
import { seededRandom, several } from './random.ts';

export interface DeliveryOptions {
  readonly seed: number;
  /** How many places a change may come too late. */
  readonly lateness: number;
  /** How probably a change is delivered once more. */
  readonly duplicates: number;
}

/**
 * The changes as Kinesis Data Streams for DynamoDB may deliver them: in another order, some of them more than
 * once, none lost. Changes of one item with the same time keep their order, because nothing else shows it.
 */
export function deliver(changes: readonly Change[], options: DeliveryOptions): Change[] {
  const random = seededRandom(options.seed);
  const latest = new Map<string, number>();
  const place = (change: Change, index: number): { change: Change; place: number } => {
    const tied = `${change.at} ${itemIdentity(change)}`;
    const drawn = Math.max(index + random.int(options.lateness + 1), latest.get(tied) ?? 0);
    latest.set(tied, drawn);
    return { change, place: drawn };
  };
  return changes
    .flatMap((change, index) =>
      several(random.chance(options.duplicates) ? 2 : 1, () => place(change, index)),
    )
    .sort((a, b) => a.place - b.place)
    .map(({ change }) => change);
}
