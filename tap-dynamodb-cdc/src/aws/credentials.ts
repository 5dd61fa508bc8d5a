import type { KinesisClientConfig } from '@aws-sdk/client-kinesis';
import { invalidSettings } from '@cdc-relay/singer';
import type { AwsOptions } from '../settings/options.ts';

type Given = NonNullable<KinesisClientConfig['credentials']>;
type Provider = Extract<Given, (...args: never[]) => unknown>;

/**
 * The credentials that the settings name: static ones, a profile's, or those of a role that is assumed with either;
 * undefined where the default chain is to find them. Throws CONFIG_INVALID.
 */
export function credentialsOf(options: AwsOptions): Given | undefined {
  const base = staticCredentials(options) ?? profileCredentials(options);
  const { roleArn } = options;
  return roleArn === undefined ? base : assumedRole(options, roleArn, base);
}

function staticCredentials({ accessKeyId, secretAccessKey, sessionToken }: AwsOptions): Given | undefined {
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw invalidSettings(['"aws_access_key_id" and "aws_secret_access_key" must be set together']);
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

function profileCredentials({ profile }: AwsOptions): Given | undefined {
  if (profile === undefined) return undefined;
  return lazily(async () => (await providers()).fromIni({ profile }));
}

function assumedRole(options: AwsOptions, RoleArn: string, base: Given | undefined): Given {
  const { region, roleExternalId: ExternalId, roleSessionName: RoleSessionName } = options;
  return lazily(async () =>
    (await providers()).fromTemporaryCredentials({
      params: { RoleArn, RoleSessionName, ...(ExternalId && { ExternalId }) },
      ...(base === undefined ? {} : { masterCredentials: base }),
      ...(region === undefined ? {} : { clientConfig: { region } }),
    }),
  );
}

/** Makes a provider when it is needed; the SDK keeps what it returns until that expires. */
function lazily(make: () => Promise<Provider>): Provider {
  let made: Promise<Provider> | undefined;
  return async (properties) => {
    made ??= make();
    return await (await made)(properties);
  };
}

/** Few need them, and they take a while to load. */
async function providers(): Promise<typeof import('@aws-sdk/credential-providers')> {
  return await import('@aws-sdk/credential-providers');
}
