import type { KinesisStreamEvent } from '../../lambda/dist/index.js';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { seededRandom } from '../support/dynamodb/random.ts';

/** An event of AWS Lambda with the data of Kinesis records; the first has the sequence number `first`. */
export function kinesisEvent(data: readonly Buffer[], first = 1): KinesisStreamEvent {
  return {
    Records: data.map((bytes, index) => {
      const sequenceNumber = String(first + index);
      const kinesis = {
        sequenceNumber,
        data: bytes.toString('base64'),
        approximateArrivalTimestamp: Date.now() / 1000,
      };
      return { eventID: `shardId-000000000000:${sequenceNumber}`, kinesis };
    }),
  };
}

/** The data of Kinesis records for changes. */
export function dataOf(changes: readonly Change[]): Buffer[] {
  const random = seededRandom(1);
  return changes.map((change) => changeRecord(change, random).data);
}
