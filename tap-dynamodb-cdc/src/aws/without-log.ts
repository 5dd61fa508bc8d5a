import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { S3Client } from '@aws-sdk/client-s3';

/** The SDK copies each answer, member by member, for a log that nobody reads: this client does without. */
export function withoutLog<Client extends KinesisClient | DynamoDBClient | DynamoDBStreamsClient | S3Client>(
  client: Client,
): Client {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
