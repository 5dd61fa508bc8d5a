import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { TapSettings } from '../settings/settings.generated.ts';

const CONNECTION_TIMEOUT_MS = 5_000;

/**
 * How calls travel: by HTTP/1.1 (the SDK's HTTP/2 serves only SubscribeToShard better, and endpoints in plain text
 * refuse it). A call that says nothing for long, also in the middle of its answer, is given up and tried again.
 */
export function requestHandler({ request_timeout_seconds: seconds }: TapSettings): NodeHttpHandler {
  // The SDK's advice about Node versions would go to stderr at every start; "engines" says what is supported.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const timeout = seconds * 1000;
  return new NodeHttpHandler({
    requestTimeout: timeout,
    throwOnRequestTimeout: true,
    socketTimeout: timeout,
    connectionTimeout: Math.min(timeout, CONNECTION_TIMEOUT_MS),
  });
}
