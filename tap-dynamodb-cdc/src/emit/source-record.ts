/** A record of a Kinesis stream, with where it was. */
export interface SourceRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** The bytes of the record: one change record of DynamoDB, as JSON. */
  readonly data: Uint8Array;
  /** When Kinesis got it (its ApproximateArrivalTimestamp); undefined where that is not known. */
  readonly arrived?: Date | undefined;
}
