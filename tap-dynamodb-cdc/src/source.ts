import { invalidSettings, type Logger } from '@cdc-relay/singer';
import { type DescribeKeys, keyDescriber } from './dynamodb/describe-keys.ts';
import type { ExportTables } from './dynamodb/port.ts';
import { ExportStores } from './export/export-stores.ts';
import { FileKinesis } from './file/file-kinesis.ts';
import { NoKinesis } from './kinesis/no-kinesis.ts';
import type { Kinesis } from './kinesis/port.ts';
import type { TapOptions } from './settings/options.ts';
import { tableArns } from './source-url/table-ref.ts';

/** Where change records come from. Dispose of it to close what it holds open. */
export interface OpenSource extends AsyncDisposable {
  readonly kinesis: Kinesis;
  /** Opens the way to DynamoDB, once. */
  readonly dynamoDb: () => Promise<ExportTables>;
  /** Opens exports of tables. */
  readonly exportStores: ExportStores;
  readonly describeKeys: DescribeKeys;
  /** Makes what does not exist yet, where the settings want it. */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
}

/** Opens the Kinesis stream, or the dump `file`, that the settings name. The AWS SDK is loaded only where it is needed. */
export async function openSource(
  options: TapOptions,
  file: string | undefined,
  log: Logger,
): Promise<OpenSource> {
  const nothing = async () => undefined;
  const exportStores = new ExportStores(options.aws, log);
  if (options.fanOut !== undefined && (file !== undefined || options.mode === 'snapshot'))
    log.warning('"fan_out" has no effect: a dump, or a snapshot alone, has no shards that push');
  if (file !== undefined) {
    checkDump(options);
    const kinesis = new FileKinesis({ path: file, growing: options.follow });
    const close = () => kinesis[Symbol.asyncDispose]();
    const dynamoDb = () => Promise.reject(new RangeError('a dump has no tables'));
    const aws = { dynamoDb, exportStores, describeKeys: nothing };
    return { kinesis, ...aws, prepare: nothing, [Symbol.asyncDispose]: close };
  }
  const opened: Disposable[] = [exportStores];
  const dynamoDb = once(async () => {
    const { connectDynamoDb } = await import('./dynamodb/connect.ts');
    const dynamoDb = connectDynamoDb(options.aws, log, tableArns(options.dynamoDbStreams ?? []));
    opened.push(dynamoDb);
    return dynamoDb;
  });
  const close = async (): Promise<void> => {
    for (const one of opened) one[Symbol.dispose]();
  };
  const describeKeys = keyDescriber(dynamoDb, log);
  const aws = { dynamoDb, exportStores, describeKeys, [Symbol.asyncDispose]: close };
  if (options.mode === 'snapshot') return { ...aws, kinesis: new NoKinesis(), prepare: nothing };
  const { dynamoDbStreams } = options;
  if (dynamoDbStreams !== undefined) {
    const { connectStreams } = await import('./streams/connect.ts');
    const { findStreams } = await import('./streams/table-streams.ts');
    let enable = false;
    const find = (signal: AbortSignal) => findStreams(dynamoDbStreams, enable, { dynamoDb, log }, signal);
    const kinesis = connectStreams(options, find, log);
    opened.push(kinesis);
    const prepare = async (): Promise<void> => {
      enable = options.create;
    };
    return { ...aws, kinesis, prepare };
  }
  const { connect } = await import('./kinesis/connect.ts');
  const kinesis = connect(options.stream, options.aws, log, options.fanOut);
  opened.push(kinesis);
  const prepare = async (signal: AbortSignal): Promise<void> => {
    if (options.create) await kinesis.create(options.createShards, signal);
  };
  return { ...aws, kinesis, prepare };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Lines have no times, and a snapshot needs them. */
export function checkDump({ start, mode, onGap }: TapOptions): void {
  if (mode !== 'cdc' || onGap === 'resnapshot' || onGap === 'export')
    throw invalidSettings(['a dump has no snapshots: "mode" must be cdc, "on_gap" fail or continue']);
  if (start !== 'latest' && start !== 'at-timestamp') return;
  throw invalidSettings([`a dump has no start "${start}": it begins at "earliest" or at a line, by "seqno"`]);
}
