import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';

/** Polls until a Kinesis stream is ACTIVE, at most 30 s or until `signal`. */
export async function waitUntilActive(
  client: KinesisClient,
  streamName: string,
  signal: AbortSignal = AbortSignal.timeout(30_000),
): Promise<void> {
  while ((await streamStatus(client, streamName, signal)) !== 'ACTIVE')
    await sleep(20, undefined, { signal });
}

async function streamStatus(
  client: KinesisClient,
  streamName: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command = new DescribeStreamSummaryCommand({ StreamName: streamName });
  const { StreamDescriptionSummary: summary } = await client.send(command, { abortSignal: signal });
  return summary?.StreamStatus;
}
