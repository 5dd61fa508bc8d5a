import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Logger } from '@cdc-relay/singer';
import { clientConfig } from '../aws/client-config.ts';
import { warnOfPlainText } from '../aws/plain-text.ts';
import { requestHandler } from '../aws/request-handler.ts';
import { withoutLog } from '../aws/without-log.ts';
import type { ResolvedSettings } from '../source-url/resolve.ts';
import { isAws } from './endpoint.ts';
import { SdkKinesis } from './sdk-kinesis.ts';

/** Opens the way to the Kinesis stream that the settings name. Dispose of it to close its connections. */
export function connect(settings: ResolvedSettings, log: Logger): SdkKinesis {
  const client = new KinesisClient({
    // What can be tried again is, by rules of our own: the SDK's know nothing of a shard's limits.
    maxAttempts: 1,
    requestHandler: requestHandler(settings),
    ...clientConfig(settings),
  });
  const patience = { limitMs: settings.retry_limit_seconds * 1000, log };
  return new SdkKinesis(
    warnOfPlainText(withoutLog(client), log),
    settings.stream,
    patience,
    isAws(settings.endpoint_url),
  );
}
