import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Logger } from '@cdc-relay/singer';
import { retryPolicyOf } from '../aws/backoff.ts';
import { clientConfig } from '../aws/client-config.ts';
import { warnOfPlainText } from '../aws/plain-text.ts';
import { requestHandler } from '../aws/request-handler.ts';
import { withoutLog } from '../aws/without-log.ts';
import { isAws } from '../kinesis/endpoint.ts';
import type { TapOptions } from '../settings/options.ts';
import { SdkStreams, type StreamsParts } from './sdk-streams.ts';

/** Opens the way to DynamoDB Streams. Dispose of it to close its connections. */
export function connectStreams(
  { aws, oldImage }: Pick<TapOptions, 'aws' | 'oldImage'>,
  find: StreamsParts['find'],
  log: Logger,
): SdkStreams {
  // Retries have rules of our own.
  const config = { maxAttempts: 1, requestHandler: requestHandler(aws), ...clientConfig(aws) };
  const client = warnOfPlainText(withoutLog(new DynamoDBStreamsClient(config)), log);
  const retryPolicy = retryPolicyOf(aws, log);
  return new SdkStreams({ client, retryPolicy, isLimited: isAws(aws.endpointUrl), oldImage, find });
}
