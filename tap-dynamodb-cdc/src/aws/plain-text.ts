import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { S3Client } from '@aws-sdk/client-s3';
import { isLoopback, type Logger } from '@cdc-relay/singer';

/** The hosts that a log has warned of. */
const warned = new WeakMap<Logger, Set<string>>();

/** Lets a client warn, once a host, when its calls leave this machine in plain text, whatever names the endpoint. */
export function warnOfPlainText<
  Client extends KinesisClient | DynamoDBClient | DynamoDBStreamsClient | S3Client,
>(client: Client, log: Logger): Client {
  const hosts = warned.get(log) ?? new Set();
  warned.set(log, hosts);
  const stack = client.middlewareStack as KinesisClient['middlewareStack'];
  stack.add(
    (next) => async (args) => {
      const { protocol = '', hostname = '' } = args.request as { protocol?: string; hostname?: string };
      if (protocol === 'http:' && !isLoopback(hostname) && !hosts.has(hostname)) {
        hosts.add(hostname);
        log.warning(
          `items come from ${hostname} in plain text, which others on the network can read and change; to encrypt and verify, use ?ssl=true in the source URL, or an endpoint with https://`,
        );
      }
      return await next(args);
    },
    { step: 'finalizeRequest', name: 'plainText' },
  );
  return client;
}
