import type { NewRecord } from '@cdc-relay/hostile-kinesis';

/** Microseconds since the epoch of the first change. */
export const START = 1_700_000_000_000_000;

let made = 0;

/** What a test says about a change; the rest is usual. */
export interface PlainChange {
  readonly table?: string;
  readonly eventName?: string;
  readonly eventID?: string;
  readonly keys?: object;
  readonly newImage?: object;
  readonly oldImage?: object;
  readonly micros?: number;
  readonly userIdentity?: object;
  readonly sizeBytes?: number;
}

/** A change record of the table `orders` with the key `id`, each a microsecond later and with an id of its own. */
export function plainRecord(change: PlainChange = {}): NewRecord {
  made += 1;
  const { eventName = 'INSERT', keys = { id: { S: 'a' } }, newImage = {}, oldImage } = change;
  const data = {
    eventID: change.eventID ?? `event-${made}`,
    eventName,
    userIdentity: change.userIdentity ?? null,
    tableName: change.table ?? 'orders',
    dynamodb: {
      ApproximateCreationDateTime: change.micros ?? START + made,
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
      Keys: keys,
      ...(eventName === 'REMOVE' ? {} : { NewImage: { ...keys, ...newImage } }),
      ...(oldImage && { OldImage: { ...keys, ...oldImage } }),
      ...(change.sizeBytes === undefined ? {} : { SizeBytes: change.sizeBytes }),
    },
  };
  return { partitionKey: 'any', data: JSON.stringify(data) };
}
