import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** A real SDK client for a DynamoDB on this machine, with invented credentials. */
export function localDynamoDb(endpoint: string): DynamoDBClient {
  // The SDK's notice about Node 20, once per process, would hide what a test says.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'test-secret-1234' },
    requestHandler: new NodeHttpHandler({ connectionTimeout: 5_000 }),
  });
}
