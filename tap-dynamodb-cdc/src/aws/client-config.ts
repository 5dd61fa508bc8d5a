import type { KinesisClientConfig } from '@aws-sdk/client-kinesis';
import type { TapSettings } from '../settings/settings.generated.ts';
import { credentialsOf } from './credentials.ts';

/** What all clients of AWS have in common: where they go, and as whom. Throws CONFIG_INVALID. */
export function clientConfig(
  settings: TapSettings,
): Pick<KinesisClientConfig, 'credentials' | 'endpoint' | 'profile' | 'region'> {
  const { endpoint_url: endpoint, region, aws_profile: profile } = settings;
  const credentials = credentialsOf(settings);
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    // The SDK looks for a region elsewhere when it is given none; it refuses an empty one.
    ...(region ? { region } : {}),
    ...(profile === undefined ? {} : { profile }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}
