import type { TapSettings } from '../settings/settings.generated.ts';

/**
 * The settings for a client of DynamoDB: `endpoint_url` serves DynamoDB too, as in LocalStack, unless
 * `dynamodb_endpoint_url` or AWS's own variable names another endpoint for it.
 */
export function forDynamoDb({ endpoint_url, dynamodb_endpoint_url, ...settings }: TapSettings): TapSettings {
  const shared = process.env.AWS_ENDPOINT_URL_DYNAMODB === undefined ? endpoint_url : undefined;
  const endpoint = dynamodb_endpoint_url ?? shared;
  return endpoint === undefined ? settings : { ...settings, endpoint_url: endpoint };
}
