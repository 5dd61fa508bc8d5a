import { type Input, type Operation, requestedStream } from './context.ts';
import { addRecords, routeTo } from './records.ts';

/** PutRecords. With a `refuse` fault some records are refused as throttled, the call itself succeeds. */
export const putRecords: Operation = (context, input, fault) => {
  const kinesisStream = requestedStream(context, input);
  const every = fault?.kind === 'refuse' ? fault.every : Number.POSITIVE_INFINITY;
  const results = (input.Records as Input[]).map((entry, index) => {
    if ((index + 1) % every === 0) return REFUSED;
    const partitionKey = String(entry.PartitionKey);
    const explicit = entry.ExplicitHashKey === undefined ? undefined : String(entry.ExplicitHashKey);
    const shard = routeTo(kinesisStream, partitionKey, explicit);
    const data = Buffer.from(String(entry.Data), 'base64');
    const [stored] = addRecords(shard, [{ partitionKey, data, arrival: context.now() }]);
    return { ShardId: shard.id, SequenceNumber: stored?.sequenceNumber };
  });
  return { FailedRecordCount: results.filter((result) => result === REFUSED).length, Records: results };
};

const REFUSED = {
  ErrorCode: 'ProvisionedThroughputExceededException',
  ErrorMessage: 'Rate exceeded for shard.',
};
