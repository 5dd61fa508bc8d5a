/**
 * A Kinesis full of generated change records of 600 bytes, in a process of its own and quick enough to measure readers
 * with. Arguments: Kinesis stream, shards, records per shard, and `table` where it is read as the DynamoDB stream of the
 * table `orders`. Prints `{"port":…}` when ready; ends on SIGTERM or when
 * its standard input closes.
 */
import { once } from 'node:events';
import { startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { dynamoDbStreams } from '../../support/dynamodb/dialect.ts';
import { generatedModel, warmPages } from '../../support/kinesis/generated/generated.ts';
import { alignedPages, MAX_PAGE } from './aligned-pages.ts';

const [streamName = '', shards, recordsPerShard, kind] = process.argv.slice(2);
const model = generatedModel({
  streamName,
  shards: Number(shards),
  recordsPerShard: Number(recordsPerShard),
  ...(kind === 'table' ? { dialect: dynamoDbStreams } : {}),
});
for (const shard of model.streams.flatMap((kinesisStream) => kinesisStream.shards))
  warmPages(shard, MAX_PAGE);
const kinesis = await startHostileKinesis(model, { pageSize: MAX_PAGE, faults: alignedPages });
process.stdout.write(`${JSON.stringify({ port: kinesis.port })}\n`);
await Promise.race([once(process, 'SIGTERM'), once(process.stdin.resume(), 'end')]);
await kinesis.stop();
process.stdin.destroy();
