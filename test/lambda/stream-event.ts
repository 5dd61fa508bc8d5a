import type { DynamoDBEventRecord, DynamoDBStreamEvent } from '../../lambda/dist/index.js';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { dynamoDbStreams } from '../support/dynamodb/dialect.ts';
import { seededRandom } from '../support/dynamodb/random.ts';

/** An event of AWS Lambda for changes in the stream of a table. */
export function streamEvent(changes: readonly Change[]): DynamoDBStreamEvent {
  const random = seededRandom(1);
  const records = changes.map((change) => changeRecord(change, random, dynamoDbStreams).data.toString());
  return { Records: records.map((record) => JSON.parse(record) as DynamoDBEventRecord) };
}
