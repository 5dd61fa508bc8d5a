import { createRequire } from 'node:module';
import { loopbackPreload, PLAIN_LABEL, TLS_LABEL } from './loopback-preload.ts';

const require = createRequire(import.meta.url);

export interface KinesisLocalOptions {
  /** Kinesis streams to create: name to number of shards. */
  readonly streams?: Readonly<Record<string, number>>;
  /** How many shards the account may hold (kinesis-local's default is 50). */
  readonly shardLimit?: number;
}

/** How to run kinesis-local bound to 127.0.0.1 only; needs an IPC channel to the parent. */
export const kinesisLocalArguments: readonly string[] = [
  '--import',
  loopbackPreload,
  require.resolve('kinesis-local/main.js'),
];

/** The environment of a kinesis-local with these Kinesis streams: nothing persisted, quick state changes. */
export function kinesisLocalEnvironment(options: KinesisLocalOptions): Record<string, string> {
  const { streams, shardLimit } = options;
  return {
    KINESIS_MOCK_PLAIN_PORT: String(PLAIN_LABEL),
    KINESIS_MOCK_TLS_PORT: String(TLS_LABEL),
    KINESIS_MOCK_CERT_PATH: require.resolve('kinesis-local/server.json'),
    CREATE_STREAM_DURATION: '10ms',
    SPLIT_SHARD_DURATION: '10ms',
    MERGE_SHARDS_DURATION: '10ms',
    ...(streams === undefined ? {} : { INITIALIZE_STREAMS: initialStreams(streams) }),
    ...(shardLimit === undefined ? {} : { SHARD_LIMIT: String(shardLimit) }),
  };
}

function initialStreams(streams: Readonly<Record<string, number>>): string {
  return Object.entries(streams)
    .map(([name, shards]) => `${name}:${shards}`)
    .join(',');
}
