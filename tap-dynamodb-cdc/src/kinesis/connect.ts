import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Logger } from '@cdc-relay/singer';
import { retryPolicyOf } from '../aws/backoff.ts';
import { clientConfig } from '../aws/client-config.ts';
import { warnOfPlainText } from '../aws/plain-text.ts';
import { pushHandler, requestHandler } from '../aws/request-handler.ts';
import { withoutLog } from '../aws/without-log.ts';
import type { AwsOptions } from '../settings/options.ts';
import type { ConsumerCalls } from './consumer.ts';
import { isAws } from './endpoint.ts';
import { RecordsProtocol } from './records-protocol.ts';
import { SdkKinesis } from './sdk-kinesis.ts';
import { SdkSubscriptions } from './subscriptions.ts';

/**
 * Opens the way to a Kinesis stream, by name or ARN; with a consumer (name or ARN) its shards push. Dispose of it to
 * close its connections.
 */
export function connect(
  stream: string,
  options: AwsOptions,
  log: Logger,
  consumer: string | undefined,
): SdkKinesis {
  const client = newClient(options, log, requestHandler(options));
  const retryPolicy = retryPolicyOf(options, log);
  const subscriptions =
    consumer === undefined
      ? undefined
      : new SdkSubscriptions({
          client,
          pushing: newClient(options, log, pushHandler(options)),
          stream,
          consumer,
          retryPolicy,
          silenceMs: options.requestTimeoutMs,
        });
  return new SdkKinesis(client, stream, retryPolicy, isAws(options.endpointUrl), subscriptions);
}

/** What calls about a consumer need; dispose of the client. */
export function consumerCalls(
  stream: string,
  consumer: string,
  options: AwsOptions,
  log: Logger,
): ConsumerCalls {
  const client = newClient(options, log, requestHandler(options));
  return { client, stream, consumer, retryPolicy: retryPolicyOf(options, log) };
}

function newClient(
  options: AwsOptions,
  log: Logger,
  handler: ReturnType<typeof requestHandler | typeof pushHandler>,
): KinesisClient {
  // Retries have rules of our own: the SDK's know nothing of a shard's limits.
  const config = {
    maxAttempts: 1,
    requestHandler: handler,
    protocol: RecordsProtocol,
    ...clientConfig(options),
  };
  return warnOfPlainText(withoutLog(new KinesisClient(config)), log);
}
