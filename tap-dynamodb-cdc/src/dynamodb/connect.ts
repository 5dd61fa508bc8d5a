import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Logger } from '@cdc-relay/singer';
import { clientConfig } from '../aws/client-config.ts';
import { forDynamoDb } from '../aws/dynamodb-settings.ts';
import { warnOfPlainText } from '../aws/plain-text.ts';
import { requestHandler } from '../aws/request-handler.ts';
import { withoutLog } from '../aws/without-log.ts';
import type { TapSettings } from '../settings/settings.generated.ts';
import { SdkDynamoDb } from './sdk-dynamodb.ts';

/** Opens the way to DynamoDB. Dispose of it to close its connections. */
export function connectDynamoDb(settings: TapSettings, log: Logger): SdkDynamoDb {
  const client = new DynamoDBClient({
    // What can be tried again is, by rules of our own.
    maxAttempts: 1,
    requestHandler: requestHandler(settings),
    ...clientConfig(forDynamoDb(settings)),
  });
  return new SdkDynamoDb(warnOfPlainText(withoutLog(client), log), {
    limitMs: settings.retry_limit_seconds * 1000,
    log,
  });
}
