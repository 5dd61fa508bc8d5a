import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dynamoDbStreamArn,
  type KinesisStream,
  kinesisModel,
  putAll,
  startHostileKinesis,
  streamOf,
  trim,
} from '@cdc-relay/hostile-kinesis';
import { expect, inject, test } from 'vitest';
import { type Pipe, runPipe, sourceUrl, tableStreamUrl } from '../e2e/pipe.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { awsMicroseconds, dynamoDbStreams } from '../support/dynamodb/dialect.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { startProxy } from '../support/dynamodb-server/proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { HOUR, range } from '../tap/reading/source.ts';
import { rowsById } from '../target/load.ts';
import { numberedTable } from './tables.ts';

const TABLE = 'numbers';

type Way = 'polled' | 'pushed' | 'streams';

/** Puts the change of an item; times in milliseconds. */
function put(stream: KinesisStream, way: Way, id: number, now: number, eventName: Change['eventName']): void {
  const keys = { id: { N: String(id) } };
  const at = now * 1000;
  const image = eventName === 'REMOVE' ? {} : { newImage: keys };
  const change: Change = { tableName: TABLE, eventName, keys, ...image, at };
  const dialect = way === 'streams' ? dynamoDbStreams : awsMicroseconds;
  putAll(stream, [{ ...changeRecord(change, seededRandom(id), dialect), arrival: now }]);
}

function trimAll({ shards }: KinesisStream): void {
  for (const shard of shards) trim(shard, shard.records.length);
}

/** What DynamoDB says of a table that has a stream. */
const DESCRIPTION = {
  Table: {
    TableName: TABLE,
    TableStatus: 'ACTIVE',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    LatestStreamArn: dynamoDbStreamArn(TABLE),
  },
};

test.each<Way>(['streams', 'pushed'])(
  'a gap ends the pipeline, is passed over, or is closed by a snapshot, as on_gap says: %s',
  { timeout: 120_000 },
  async (way) => {
    const stream = way === 'streams' ? TABLE : 'cdc';
    const model = kinesisModel({ [stream]: 1 }, Date.now() - 48 * HOUR);
    const changes = streamOf(model, stream);
    let ahead = 0;
    const now = (): number => Date.now() + ahead;
    await using kinesis = await startHostileKinesis(model, { takeoverMs: 0, heartbeatMs: 5, now });
    await using dynalite = await startDynalite();
    await numberedTable(dynalite, TABLE, 6);
    await using dynamoDb = await startProxy(dynalite.endpoint, ({ operation }) =>
      operation === 'DescribeTable' ? { status: 200, body: DESCRIPTION } : undefined,
    );
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const statePath = join(folder.path, 'state.json');
    const before = join(folder.path, 'before.json');
    const source =
      way === 'streams' ? tableStreamUrl(kinesis.endpoint, TABLE) : sourceUrl(kinesis.endpoint, stream);
    const pipe: Pipe = { source: '', target: schema.url, statePath };
    const runWith = (onGap: string) =>
      runPipe(pipe, {
        env: {
          TAP_DYNAMODB_CDC_ON_GAP: onGap,
          TAP_DYNAMODB_CDC_FAN_OUT: String(way === 'pushed'),
          TAP_DYNAMODB_CDC_TABLES: JSON.stringify([TABLE]),
          TAP_DYNAMODB_CDC_SOURCE_URL: source,
          TAP_DYNAMODB_CDC_DYNAMODB_ENDPOINT_URL: dynamoDb.endpoint,
          TAP_DYNAMODB_CDC_SNAPSHOT_CLOCK_MARGIN: '0',
        },
      });
    const ids = async () =>
      Object.keys(await rowsById(schema, TABLE))
        .map(Number)
        .sort((a, b) => a - b);

    for (const id of [1, 2, 3, 9]) put(changes, way, id, now(), 'INSERT');
    const first = await runWith('fail');
    expect(first.code, first.stderr).toBe(0);
    expect(await ids()).toEqual([1, 2, 3, 9]);
    copyFileSync(statePath, before);
    // Lost: 4 and 5 are new, 9 is deleted.
    put(changes, way, 4, now(), 'INSERT');
    put(changes, way, 5, now(), 'INSERT');
    put(changes, way, 9, now(), 'REMOVE');
    trimAll(changes);
    ahead = 25 * HOUR;
    put(changes, way, 6, now(), 'INSERT');

    const failed = await runWith('fail');
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('RECORDS_EXPIRED') });
    expect(await ids()).toEqual([1, 2, 3, 9]);
    copyFileSync(before, statePath);
    const continued = await runWith('continue');
    expect(continued).toMatchObject({ code: 0, stderr: expect.stringContaining('changes are lost') });
    expect(await ids()).toEqual([1, 2, 3, 6, 9]);
    copyFileSync(before, statePath);
    const closed = await runWith('resnapshot');
    expect(closed.code, closed.stderr).toBe(0);
    expect(await ids()).toEqual(range(1, 6));
    // The state knows of the snapshot: the next run reads changes only.
    put(changes, way, 7, now(), 'INSERT');
    expect((await runWith('fail')).code).toBe(0);
    expect(await ids()).toEqual(range(1, 7));
    expect(readFileSync(statePath, 'utf8')).not.toContain('BEGIN');
  },
);
