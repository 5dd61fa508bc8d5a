import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Logger } from '@cdc-relay/singer';
import { clientConfig } from '../aws/client-config.ts';
import { warnOfPlainText } from '../aws/plain-text.ts';
import { requestHandler } from '../aws/request-handler.ts';
import { withoutLog } from '../aws/without-log.ts';
import type { AwsOptions } from '../settings/options.ts';
import { isAws } from './endpoint.ts';
import { SdkKinesis } from './sdk-kinesis.ts';

/** Opens the way to a Kinesis stream, by name or ARN. Dispose of it to close its connections. */
export function connect(stream: string, options: AwsOptions, log: Logger): SdkKinesis {
  const client = new KinesisClient({
    // Retries have rules of our own: the SDK's know nothing of a shard's limits.
    maxAttempts: 1,
    requestHandler: requestHandler(options),
    ...clientConfig(options),
  });
  const retryPolicy = { limitMs: options.retryLimitMs, log };
  return new SdkKinesis(
    warnOfPlainText(withoutLog(client), log),
    stream,
    retryPolicy,
    isAws(options.endpointUrl),
  );
}
