import type { AwsOptions } from '../settings/options.ts';

/**
 * The options for a client of DynamoDB: `endpoint_url` is also the endpoint of DynamoDB, as in LocalStack, unless
 * `dynamodb_endpoint_url` or AWS's own variable names another endpoint for it.
 */
export function forDynamoDb({ endpointUrl, ...options }: AwsOptions): AwsOptions {
  const shared = process.env.AWS_ENDPOINT_URL_DYNAMODB === undefined ? endpointUrl : undefined;
  return { ...options, endpointUrl: options.dynamoDbEndpointUrl ?? shared };
}
