import { KinesisClient, type KinesisClientConfig } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Makes SDK clients for one endpoint and destroys them all at the end. */
export interface ClientPool {
  client(overrides?: KinesisClientConfig): KinesisClient;
  destroy(): void;
}

/** A pool of clients for a Kinesis on this machine. */
export function clientPool(endpoint: string): ClientPool {
  const clients: KinesisClient[] = [];
  return {
    client: (overrides) => {
      const client = localClient(endpoint, overrides);
      clients.push(client);
      return client;
    },
    destroy: () => {
      for (const client of clients) client.destroy();
    },
  };
}

/**
 * A real SDK client for a Kinesis on this machine: HTTP/1.1 (the SDK's default for Kinesis is HTTP/2, which
 * plain-text servers refuse), invented credentials, any region.
 */
export function localClient(endpoint: string, overrides: KinesisClientConfig = {}): KinesisClient {
  // The SDK's notice about Node 20, once per process, would hide what a test or the demo says.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return new KinesisClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: new NodeHttpHandler({ connectionTimeout: 5_000 }),
    ...overrides,
  });
}
