/** A record of Kinesis that is no change record. */
export interface BadRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** What is wrong with it; never an attribute's value. */
  readonly reason: string;
  readonly data: Uint8Array;
}

/** A bad record as the dead-letter file holds it; its bytes are base64. */
export function deadLetterOf({ shardId, sequenceNumber, reason, data }: BadRecord): {
  readonly [name: string]: string;
} {
  return {
    shard: shardId,
    sequence_number: sequenceNumber,
    reason,
    data: Buffer.from(data).toString('base64'),
  };
}
