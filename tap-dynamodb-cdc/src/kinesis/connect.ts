import { KinesisClient, type KinesisClientConfig } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ResolvedSettings } from '../source-url/resolve.ts';
import { SdkKinesis } from './sdk-kinesis.ts';

/** A call that says nothing for this long is given up and tried again. */
const REQUEST_TIMEOUT_MS = 30_000;
const CONNECTION_TIMEOUT_MS = 5_000;
const MAX_ATTEMPTS = 5;

/** Opens the way to the Kinesis stream that the settings name. Dispose of it to close its connections. */
export function connect(settings: ResolvedSettings): SdkKinesis {
  // The SDK's advice about Node versions would go to stderr at every start; "engines" says what is supported.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return new SdkKinesis(new KinesisClient(configOf(settings)), settings.stream);
}

function configOf(settings: ResolvedSettings): KinesisClientConfig {
  const { endpoint_url: endpoint, region } = settings;
  return {
    maxAttempts: MAX_ATTEMPTS,
    // HTTP/1.1: the SDK's HTTP/2 serves only SubscribeToShard better, and endpoints in plain text refuse it.
    requestHandler: new NodeHttpHandler({
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
    }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...credentialsOf(settings),
  };
}

/** Static credentials where they are given, else the SDK's default chain. */
function credentialsOf(settings: ResolvedSettings): Pick<KinesisClientConfig, 'credentials'> {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = settings;
  if (accessKeyId === undefined || secretAccessKey === undefined) return {};
  const sessionToken = settings.aws_session_token;
  return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } };
}
