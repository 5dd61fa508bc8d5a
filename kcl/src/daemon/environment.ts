import { type Environment, variableOf } from '@cdc-relay/singer';
import type { KinesisSource } from 'tap-dynamodb-cdc';
import { NAME } from '../error-catalogue.ts';
import type { KclSettings } from '../settings/settings.generated.ts';

/**
 * The environment of the daemon and of the processes that it starts: credentials of AWS for the daemon, where the source
 * has its own, and the settings of this program for the processes. Other users of the machine cannot see it.
 */
export function shardEnvironment(
  settings: KclSettings,
  { aws }: KinesisSource,
  environment: Environment,
): Environment {
  const { accessKeyId, secretAccessKey, sessionToken, profile } = aws;
  const keys =
    accessKeyId === undefined
      ? {}
      : {
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          AWS_SESSION_TOKEN: sessionToken,
          AWS_PROFILE: undefined,
        };
  const { source_url_file: _, target_url_file: __, ...rest } = settings;
  const own = Object.entries(rest).map(([name, value]) => [variableOf(NAME, name), String(value)]);
  const files = [variableOf(NAME, 'source_url_file'), variableOf(NAME, 'target_url_file')];
  return {
    ...environment,
    ...(profile === undefined ? {} : { AWS_PROFILE: profile }),
    ...keys,
    ...Object.fromEntries(own),
    ...Object.fromEntries(files.map((name) => [name, undefined])),
  };
}
