import { plainRecord } from './plain-records.ts';

/** Two changes as Kinesis hands them to AWS Lambda. */
export function lambdaEvent(): object {
  const records = ['a', 'b'].map((id, index) => ({
    eventID: `shardId-000000000006:${index + 1}`,
    kinesis: {
      sequenceNumber: String(index + 1),
      approximateArrivalTimestamp: Date.now() / 1000,
      data: Buffer.from(plainRecord({ keys: { id: { S: id } } }).data).toString('base64'),
    },
  }));
  return { Records: records };
}
