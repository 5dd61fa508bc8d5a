import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Logger } from '@cdc-relay/singer';
import { retryPolicyOf } from '../aws/backoff.ts';
import { clientConfig } from '../aws/client-config.ts';
import { warnOfPlainText } from '../aws/plain-text.ts';
import { requestHandler } from '../aws/request-handler.ts';
import { withoutLog } from '../aws/without-log.ts';
import type { AwsOptions } from '../settings/options.ts';
import { forDynamoDb } from './endpoint.ts';
import { SdkDynamoDb } from './sdk-dynamodb.ts';

/** Opens the way to DynamoDB; `arns`: of tables that are named by ARN, by name. Dispose of it to close its connections. */
export function connectDynamoDb(
  options: AwsOptions,
  log: Logger,
  arns?: ReadonlyMap<string, string>,
): SdkDynamoDb {
  const client = new DynamoDBClient({
    // Retries have rules of our own.
    maxAttempts: 1,
    requestHandler: requestHandler(options),
    ...clientConfig(forDynamoDb(options)),
  });
  const retryPolicy = retryPolicyOf(options, log);
  return new SdkDynamoDb(warnOfPlainText(withoutLog(client), log), retryPolicy, arns);
}
