import type { Decoder, SourceRecord } from 'tap-dynamodb-cdc';
import type { Target } from 'target-cratedb';
import type { Checkpoints } from './checkpoints.ts';
import type { DaemonMessage, DaemonRecord } from './protocol.ts';

/** What carries the records of a shard. */
export interface ShardParts {
  readonly shardId: string;
  readonly decoder: Decoder;
  readonly target: Target;
  readonly checkpoints: Checkpoints;
}

/**
 * Carries the records of one shard into CrateDB. A STATE message with the position follows the records of each call;
 * where a call allows it, the position becomes a checkpoint once that STATE is durable. A slow CrateDB makes a call wait,
 * and the daemon then reads no more of the shard.
 */
export class ShardProcessor {
  readonly #parts: ShardParts;

  constructor(parts: ShardParts) {
    this.#parts = parts;
  }

  /** Deals with a message. Rejects with why records could not be carried: the position stays before them. */
  async handle(message: DaemonMessage): Promise<void> {
    const { target, checkpoints } = this.#parts;
    switch (message.action) {
      case 'processRecords':
        await this.#carry(message.records);
        return await checkpoints.keepIfDue(target.durable);
      case 'shutdownRequested':
        await target.flush();
        return await checkpoints.keep(target.durable);
      case 'shardEnded':
        await target.close();
        return await checkpoints.end();
      default:
        // The shard is another worker's: nothing more is written; what this one has read is read again there.
        return undefined;
    }
  }

  async #carry(records: readonly DaemonRecord[]): Promise<void> {
    const { shardId, decoder, target } = this.#parts;
    const last = records.at(-1);
    if (last === undefined) return target.failure.throwIfAborted();
    const source = records.map((record) => sourceRecord(shardId, record));
    for (const message of decoder.messages(source)) await target.accept(message);
    const { sequenceNumber, subSequenceNumber } = last;
    await target.accept({ type: 'STATE', value: { sequenceNumber, subSequenceNumber } });
  }
}

function sourceRecord(shardId: string, record: DaemonRecord): SourceRecord {
  return {
    shardId,
    sequenceNumber: record.sequenceNumber,
    data: Buffer.from(record.data, 'base64'),
    arrived: new Date(record.approximateArrivalTimestamp),
  };
}
