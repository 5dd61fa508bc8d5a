import { codeOf, type Logger, messageOf } from '@cdc-relay/singer';
import type { DynamoDb } from './port.ts';

/** The attributes of a table's key, hash before range; undefined when nobody says. */
export type DescribeKeys = (table: string) => Promise<readonly string[] | undefined>;

/** The order of a key is worth a moment, not more, and no second attempt. */
const TIMEOUT_MS = 3_000;
const NO_RETRY_MS = 0;

/**
 * Asks DynamoDB for the order of a table's key. Nothing depends on the answer: where asking is not permitted or
 * DynamoDB is not reached, this is logged once and DynamoDB is not asked again. `open` returns the way to DynamoDB.
 */
export function keyDescriber(open: () => Promise<DynamoDb>, log: Logger): DescribeKeys {
  let denied = false;
  return async (table) => {
    if (denied) return undefined;
    try {
      const dynamoDb = await open();
      return (await dynamoDb.describe(table, AbortSignal.timeout(TIMEOUT_MS), NO_RETRY_MS))?.keys;
    } catch (error) {
      denied = true;
      log.info(
        `the order of the key attributes is not known from DynamoDB (${reasonOf(error)}); they keep the order in which they were first seen`,
      );
      log.debug(`DescribeTable: ${messageOf(error)}`);
      return undefined;
    }
  };
}

/** As AWS names it, where it does. */
function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  const named = cause instanceof Error ? cause : error;
  // What an emulator of Kinesis alone answers is no JSON.
  if (named instanceof SyntaxError) return 'no DynamoDB answers at its endpoint';
  return named instanceof Error ? named.name : String(codeOf(named));
}
