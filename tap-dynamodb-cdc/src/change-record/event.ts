import { type JsonObject, stringifyJson } from '@cdc-relay/singer';

/** What happened to the item. */
export type EventName = 'INSERT' | 'MODIFY' | 'REMOVE';

/** An item that a snapshot found: nothing happened to it. */
export const FOUND = 'SNAPSHOT';

/** One change of one item: a change record, decoded. */
export interface ChangeEvent {
  readonly eventName: EventName | typeof FOUND;
  /** The same for every delivery of a change; empty where the producer sets none. */
  readonly eventId: string;
  readonly table: string;
  /** When the change was made, or the version of the snapshot, in whole microseconds since the epoch. */
  readonly micros: number;
  /**
   * The sequence number in DynamoDB Streams, empty where there is none, of a record of their shape: its time is known
   * to the second only. Undefined for the records that DynamoDB itself puts into Kinesis, and for snapshots.
   */
  readonly streamSequence: string | undefined;
  /** True when DynamoDB's time to live deleted the item. */
  readonly timeToLive: boolean;
  /** The item's key attributes; never empty. */
  readonly keys: JsonObject;
  /** The whole item after the change; undefined when it was removed. */
  readonly newImage: JsonObject | undefined;
  /** The whole item before the change; undefined when there was none, or when it is not wanted. */
  readonly oldImage: JsonObject | undefined;
}

/** The item that an event is about, as a text: the same in whatever order the key's attributes come. */
export function itemOf({ table, keys }: Pick<ChangeEvent, 'table' | 'keys'>): string {
  const names = Object.keys(keys);
  const [name = ''] = names;
  // Nearly as many events as there are records ask for it: one attribute needs no list.
  if (names.length === 1) return `${table} [${stringifyJson(keys[name] ?? null)}]`;
  return `${table} ${stringifyJson(names.sort().map((each) => keys[each] ?? null))}`;
}
