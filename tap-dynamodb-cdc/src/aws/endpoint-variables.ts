/**
 * Lets the AWS SDK in this process ignore endpoints of its variables (`AWS_ENDPOINT_URL`, …) and configuration files:
 * keys from another source are not for them.
 */
export function ignoreEndpointVariables(): void {
  for (const name of Object.keys(process.env))
    if (/^AWS_ENDPOINT_URL(?:_|$)/.test(name)) delete process.env[name];
  process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'true';
}
