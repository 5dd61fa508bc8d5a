import type { Shard, StoredRecord } from './model.ts';

const PAGE_BYTES = 10 * 1024 * 1024;

/** A run of records of one shard, serialised: `"Records":[…]` without the brackets. `to` is exclusive. */
export interface Page {
  readonly from: number;
  readonly to: number;
  /** Bytes of the records' data, which Kinesis' limits count. */
  readonly bytes: number;
  /** Whether a limit ended it, so that records added later do not belong to it. */
  readonly full: boolean;
  readonly json: Buffer;
}

const cached = new WeakMap<Shard, Map<string, Page>>();

/**
 * The records of a shard from a position on, at most `limit` of them and 10 MiB, at least one when there is one.
 * Pages are serialised once and kept, so that a server which only serves is as quick as its socket.
 */
export function pageOf(shard: Shard, from: number, limit: number): Page {
  const pages = cached.get(shard) ?? new Map<string, Page>();
  cached.set(shard, pages);
  const key = `${from}:${limit}`;
  const known = pages.get(key);
  if (known?.full || known?.to === shard.records.length) return known;
  const page = cut(shard, from, limit);
  pages.set(key, page);
  return page;
}

function cut(shard: Shard, from: number, limit: number): Page {
  const parts: string[] = [];
  let bytes = 0;
  for (const record of shard.records.slice(from, from + limit)) {
    const { data } = record;
    if (parts.length > 0 && bytes + data.length > PAGE_BYTES) break;
    bytes += data.length;
    parts.push(recordJson(record, data));
  }
  const to = from + parts.length;
  return { from, to, bytes, full: to < shard.records.length, json: Buffer.from(parts.join(',')) };
}

/** A record as GetRecords writes it; without its partition key when `keyless`. */
export function recordJson(record: StoredRecord, data = record.data, keyless = false): string {
  return JSON.stringify({
    SequenceNumber: record.sequenceNumber,
    ApproximateArrivalTimestamp: record.arrival / 1000,
    Data: Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64'),
    ...(keyless ? {} : { PartitionKey: record.partitionKey }),
  });
}
