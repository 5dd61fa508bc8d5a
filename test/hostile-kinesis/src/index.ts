export { type ClientPool, clientPool, localClient } from './client.ts';
export { type Fault, type FaultScript, faultQueue } from './faults.ts';
export { readIterator } from './iterator.ts';
export {
  isOpen,
  type KinesisModel,
  type KinesisStream,
  kinesisModel,
  type Shard,
  type StoredRecord,
  shardOf,
  streamOf,
} from './model.ts';
export { pageOf } from './page.ts';
export { passedBy } from './passed.ts';
export { iteratorOf, readShard, textsOf } from './read-shard.ts';
export { addRecords, type NewRecord, putAll, routeTo } from './records.ts';
export { busiestSecond, requestsOf, startingPositions } from './request-log.ts';
export { merge, rotate, split } from './reshard.ts';
export { expire, trim } from './retention.ts';
export { sequenceNumber } from './sequence-number.ts';
export { type HostileKinesis, type HostileOptions, startHostileKinesis } from './server.ts';
export { dynamoDbStreamArn } from './streams.ts';
