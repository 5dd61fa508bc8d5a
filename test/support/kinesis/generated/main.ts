/**
 * The server as a process of its own, to measure a reader with: generated change records, pages serialised
 * beforehand. Prints one line `{"port":…}` when ready; ends on SIGTERM or when its standard input closes.
 * `--page` should be the reader's Limit, since those are the pages that are ready.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { generatedModel, warmPages } from './generated.ts';

const { values } = parseArgs({
  options: {
    stream: { type: 'string', default: 'cdc' },
    shards: { type: 'string', default: '4' },
    records: { type: 'string', default: '25000' }, // per shard
    page: { type: 'string', default: '1000' },
  },
});
const pageSize = count(values.page);
const model = generatedModel({
  streamName: values.stream,
  shards: count(values.shards),
  recordsPerShard: count(values.records),
});
for (const shard of model.streams.flatMap(({ shards }) => shards)) warmPages(shard, pageSize);
const kinesis = await startHostileKinesis(model, { pageSize });
process.stdout.write(`${JSON.stringify({ port: kinesis.port })}\n`);
await Promise.race([once(process, 'SIGTERM'), once(process.stdin.resume(), 'end')]);
await kinesis.stop();
process.stdin.destroy();

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`not a count: ${text}`);
  return number;
}
