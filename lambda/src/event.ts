/** What AWS Lambda calls a function with for records of a Kinesis stream; only what is read of it. */
export interface KinesisStreamEvent {
  readonly Records: readonly KinesisEventRecord[];
}

/** A record of a Kinesis stream in an event. */
export interface KinesisEventRecord {
  /** The id of the shard, a colon, the sequence number. */
  readonly eventID: string;
  readonly kinesis: {
    readonly sequenceNumber: string;
    /** The bytes of the record, in base64. */
    readonly data: string;
    /** When Kinesis got it, in seconds since the epoch, with a fraction. */
    readonly approximateArrivalTimestamp: number;
  };
}

/** What AWS Lambda calls a function with for the stream of a table (DynamoDB Streams). */
export interface DynamoDBStreamEvent {
  readonly Records: readonly DynamoDBEventRecord[];
}

/** A change record of DynamoDB Streams in an event; it has further members, which the decoder reads. */
export interface DynamoDBEventRecord {
  /** The ARN of the stream, which names the table. */
  readonly eventSourceARN: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    /** When the item changed, in whole seconds since the epoch. */
    readonly ApproximateCreationDateTime?: number;
  };
}

/** What the function is called with. */
export type StreamEvent = KinesisStreamEvent | DynamoDBStreamEvent;

/** What a function with ReportBatchItemFailures answers: the record from which Lambda delivers again; none, if all is done. */
export interface StreamBatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** What is used of the context of an invocation. */
export interface InvocationContext {
  readonly awsRequestId: string;
  /** Milliseconds until Lambda ends the invocation. */
  getRemainingTimeInMillis(): number;
}
