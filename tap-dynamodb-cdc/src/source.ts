import { invalidSettings, type Logger } from '@cdc-relay/singer';
import { keyDescriber } from './aws/describe-keys.ts';
import { FileKinesis } from './file/file-kinesis.ts';
import type { Kinesis } from './kinesis/port.ts';
import type { DescribeKeys } from './run/tables.ts';
import type { TapSettings } from './settings.generated.ts';
import type { ResolvedSource } from './source-url/resolve.ts';

/** Where change records come from. Dispose of it to close what it holds open. */
export interface OpenSource extends AsyncDisposable {
  readonly kinesis: Kinesis;
  readonly describeKeys: DescribeKeys;
  /** Makes what does not exist yet, where the settings ask for it. */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
}

/** Opens the Kinesis stream, or the dump, that the settings name. The AWS SDK is loaded only for the former. */
export async function openSource({ settings, file }: ResolvedSource, log: Logger): Promise<OpenSource> {
  if (file !== undefined) {
    checkStart(settings.start);
    const kinesis = new FileKinesis({ path: file, growing: settings.follow });
    const close = () => kinesis[Symbol.asyncDispose]();
    const nothing = async () => undefined;
    return { kinesis, describeKeys: nothing, prepare: nothing, [Symbol.asyncDispose]: close };
  }
  const { connect } = await import('./kinesis/connect.ts');
  const kinesis = connect(settings, log);
  return {
    kinesis,
    describeKeys: keyDescriber(settings, log),
    prepare: async (signal) => {
      if (settings.create) await kinesis.create(settings.create_shards, signal);
    },
    [Symbol.asyncDispose]: async () => kinesis[Symbol.dispose](),
  };
}

/** Lines have no times. Throws CONFIG_INVALID. */
export function checkStart(start: TapSettings['start']): void {
  if (start !== 'latest' && start !== 'at-timestamp') return;
  throw invalidSettings([`a dump has no start "${start}": it begins at "earliest" or at a line, by "seqno"`]);
}
