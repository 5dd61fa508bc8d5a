import type { Shard } from '../shards/lineage.ts';
import type { Kinesis, Page, StreamSummary } from './port.ts';

/** Used where nothing is read from Kinesis: a stream without shards. */
export class NoKinesis implements Kinesis {
  readonly isLimited = false;

  get time(): number {
    return Date.now();
  }

  async describe(): Promise<StreamSummary> {
    return { status: 'ACTIVE', retentionMs: Number.POSITIVE_INFINITY, isAuto: false };
  }

  async listShards(): Promise<Shard[]> {
    return [];
  }

  shardIterator(shardId: string): Promise<string> {
    throw new RangeError(`there is no shard ${shardId}`);
  }

  getRecords(iterator: string): Promise<Page> {
    throw new RangeError(`there is no iterator ${iterator}`);
  }
}
