import { InvalidChangeRecord } from './invalid.ts';

/** The ARN of a stream of DynamoDB Streams: `arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE/stream/LABEL`. */
const STREAM_ARN = /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+)(?:\/|$)/;

/**
 * The table of a change record: `tableName`, or, in records of DynamoDB Streams that something forwards to Kinesis, the
 * table of `eventSourceARN`. Throws InvalidChangeRecord.
 */
export function tableOf(name: unknown, eventSourceArn: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  const table = typeof eventSourceArn === 'string' ? STREAM_ARN.exec(eventSourceArn)?.[1] : undefined;
  if (table !== undefined) return table;
  throw new InvalidChangeRecord(
    eventSourceArn === undefined
      ? '"tableName" is missing'
      : '"tableName" is missing, and "eventSourceARN" is not that of a DynamoDB stream',
  );
}
