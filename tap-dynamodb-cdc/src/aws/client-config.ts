import type { KinesisClientConfig } from '@aws-sdk/client-kinesis';
import type { AwsOptions } from '../settings/options.ts';
import { credentialsOf } from './credentials.ts';
import { checkSdkFiles } from './sdk-files.ts';

/** What all clients of AWS have in common: where they go, and as whom. Throws CONFIG_INVALID. */
export function clientConfig(
  options: AwsOptions,
): Pick<KinesisClientConfig, 'credentials' | 'endpoint' | 'profile' | 'region'> {
  checkSdkFiles(process.env);
  const { endpointUrl: endpoint, region, profile } = options;
  const credentials = credentialsOf(options);
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    // The SDK looks for a region elsewhere when none is passed; it refuses an empty one.
    ...(region ? { region } : {}),
    ...(profile === undefined ? {} : { profile }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}
