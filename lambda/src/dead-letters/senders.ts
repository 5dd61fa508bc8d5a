import { randomUUID } from 'node:crypto';
import { CLIENT_LIMITS } from '../aws.ts';
import type { Destination } from './destination.ts';

/** Sends letters, each one line of JSON; they are durable when it resolves. */
export type Sender = (letters: readonly string[]) => Promise<void>;

/** The sender for a destination. The SDK is loaded by the first letter only: it is that of Lambda's runtime. */
export function senderTo(destination: Destination): Sender {
  return destination.kind === 'sqs' ? queueSender(destination) : bucketSender(destination);
}

/** One message a letter. */
function queueSender({ url: QueueUrl }: { readonly url: string }): Sender {
  const loaded = once(async () => {
    const { SQSClient, SendMessageCommand } = await import('@aws-sdk/client-sqs');
    return { client: new SQSClient(CLIENT_LIMITS), SendMessageCommand };
  });
  const fifo = QueueUrl.endsWith('.fifo') ? { MessageGroupId: 'dead-letters' } : {};
  return async (letters) => {
    const { client, SendMessageCommand } = await loaded();
    for (const MessageBody of letters) {
      const deduplication = QueueUrl.endsWith('.fifo') ? { MessageDeduplicationId: randomUUID() } : {};
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...fifo, ...deduplication }));
    }
  };
}

/** One object of JSON lines a batch, below a folder of its day. */
function bucketSender({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }): Sender {
  const loaded = once(async () => {
    const { S3Client, PutObjectCommand } = await import('@aws-sdk/client-s3');
    return { client: new S3Client(CLIENT_LIMITS), PutObjectCommand };
  });
  return async (letters) => {
    const { client, PutObjectCommand } = await loaded();
    const [day = '', time = ''] = new Date().toISOString().split('T');
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `${prefix}${day}/${time.replaceAll(':', '')}-${randomUUID()}.jsonl`,
        Body: letters.map((letter) => `${letter}\n`).join(''),
        ContentType: 'application/x-ndjson',
      }),
    );
  };
}

/** Does some work with the first call, and shares what comes of it; after a failure the next call tries again. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
