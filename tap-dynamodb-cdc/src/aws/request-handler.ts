import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsOptions } from '../settings/options.ts';

const CONNECTION_TIMEOUT_MS = 5_000;

/**
 * How calls travel: by HTTP/1.1 (the SDK's HTTP/2 serves only SubscribeToShard better, and endpoints in plain text
 * refuse it). A call that says nothing for long, also in the middle of its answer, is cancelled and retried.
 */
export function requestHandler({ requestTimeoutMs: timeout }: AwsOptions): NodeHttpHandler {
  // The SDK's advice about Node versions would go to stderr at every start; "engines" says what is supported.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return new NodeHttpHandler({
    requestTimeout: timeout,
    throwOnRequestTimeout: true,
    socketTimeout: timeout,
    connectionTimeout: Math.min(timeout, CONNECTION_TIMEOUT_MS),
  });
}

/** Kinesis ends a subscription after five minutes; a session that says nothing for longer is dead. */
const SESSION_MS = 330_000;

/** How events travel that are pushed: by HTTP/2, as Kinesis requires; an endpoint in plain text speaks HTTP/1.1. */
export function pushHandler(options: AwsOptions): NodeHttpHandler | NodeHttp2Handler {
  if (options.endpointUrl?.startsWith('http:')) return requestHandler(options);
  return new NodeHttp2Handler({ sessionTimeout: SESSION_MS });
}
