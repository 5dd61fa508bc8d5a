import type { JsonObject } from '@cdc-relay/singer';

/** What happened to the item. */
export type EventName = 'INSERT' | 'MODIFY' | 'REMOVE';

/** One change of one item: a change record, decoded. */
export interface ChangeEvent {
  readonly eventName: EventName;
  readonly table: string;
  /** When the change was made, in whole microseconds since the epoch. */
  readonly micros: number;
  /** The item's key attributes; never empty. */
  readonly keys: JsonObject;
  /** The whole item after the change; undefined when it was removed. */
  readonly newImage: JsonObject | undefined;
}
