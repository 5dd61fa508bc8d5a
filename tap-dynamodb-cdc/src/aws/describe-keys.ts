import { codeOf, type Logger, messageOf } from '@cdc-relay/singer';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { TapSettings } from '../settings/settings.generated.ts';
import { clientConfig } from './client-config.ts';
import { forDynamoDb } from './dynamodb-settings.ts';
import { keyNames } from './key-schema.ts';
import { warnOfPlainText } from './plain-text.ts';

/** The attributes of a table's key, hash before range; undefined when nobody tells. */
export type DescribeKeys = (table: string) => Promise<readonly string[] | undefined>;

/** The order of a key is worth a moment, not more. */
const TIMEOUT_MS = 3_000;

/**
 * Asks DynamoDB for the order of a table's key. Nothing depends on the answer: where asking is not permitted or
 * DynamoDB is not reached, the log says so once and nobody asks again.
 */
export function keyDescriber(settings: TapSettings, log: Logger): DescribeKeys {
  let denied = false;
  return async (table) => {
    if (denied) return undefined;
    try {
      return await describe(settings, table, log);
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      denied = true;
      const why = error instanceof Error ? error.name : codeOf(error);
      log.info(`DynamoDB does not tell the order of key attributes (${why}); they stand as first seen`);
      log.debug(`DescribeTable: ${messageOf(error)}`);
      return undefined;
    }
  };
}

async function describe(settings: TapSettings, table: string, log: Logger): Promise<string[] | undefined> {
  const { DescribeTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ requestTimeout: TIMEOUT_MS, connectionTimeout: TIMEOUT_MS }),
    ...clientConfig(forDynamoDb(settings)),
  });
  try {
    warnOfPlainText(client, log);
    const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }), { abortSignal });
    return keyNames(Table?.KeySchema);
  } finally {
    client.destroy();
  }
}
