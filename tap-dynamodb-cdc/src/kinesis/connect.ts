import { KinesisClient, type KinesisClientConfig } from '@aws-sdk/client-kinesis';
import type { Logger } from '@cdc-relay/singer';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { clientConfig } from '../aws/client-config.ts';
import type { ResolvedSettings } from '../source-url/resolve.ts';
import { isAws } from './endpoint.ts';
import { SdkKinesis } from './sdk-kinesis.ts';

const CONNECTION_TIMEOUT_MS = 5_000;

/** Opens the way to the Kinesis stream that the settings name. Dispose of it to close its connections. */
export function connect(settings: ResolvedSettings, log: Logger): SdkKinesis {
  // The SDK's advice about Node versions would go to stderr at every start; "engines" says what is supported.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const patience = { limitMs: settings.retry_limit_seconds * 1000, log };
  return new SdkKinesis(
    new KinesisClient(configOf(settings)),
    settings.stream,
    patience,
    isAws(settings.endpoint_url),
  );
}

function configOf(settings: ResolvedSettings): KinesisClientConfig {
  // A call that says nothing for this long, also in the middle of its answer, is given up and tried again.
  const timeout = settings.request_timeout_seconds * 1000;
  return {
    // What can be tried again is, by rules of our own: the SDK's know nothing of a shard's limits.
    maxAttempts: 1,
    // HTTP/1.1: the SDK's HTTP/2 serves only SubscribeToShard better, and endpoints in plain text refuse it.
    requestHandler: new NodeHttpHandler({
      requestTimeout: timeout,
      throwOnRequestTimeout: true,
      socketTimeout: timeout,
      connectionTimeout: Math.min(timeout, CONNECTION_TIMEOUT_MS),
    }),
    ...clientConfig(settings),
  };
}
