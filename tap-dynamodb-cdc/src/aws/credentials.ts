import type { KinesisClientConfig } from '@aws-sdk/client-kinesis';
import { invalidSettings } from '@cdc-relay/singer';
import type { TapSettings } from '../settings/settings.generated.ts';

type Given = NonNullable<KinesisClientConfig['credentials']>;
type Provider = Extract<Given, (...args: never[]) => unknown>;

/**
 * The credentials that the settings name: static ones, a profile's, or those of a role that is assumed with either;
 * undefined where the default chain is to find them. Throws CONFIG_INVALID.
 */
export function credentialsOf(settings: TapSettings): Given | undefined {
  const base = staticCredentials(settings) ?? profileCredentials(settings);
  const { aws_role_arn: roleArn } = settings;
  return roleArn === undefined ? base : assumedRole(settings, roleArn, base);
}

function staticCredentials(settings: TapSettings): Given | undefined {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = settings;
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw invalidSettings(['"aws_access_key_id" and "aws_secret_access_key" must be given together']);
  const sessionToken = settings.aws_session_token;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

function profileCredentials({ aws_profile: profile }: TapSettings): Given | undefined {
  if (profile === undefined) return undefined;
  return lazily(async () => (await providers()).fromIni({ profile }));
}

function assumedRole(settings: TapSettings, RoleArn: string, base: Given | undefined): Given {
  const { region, aws_role_external_id: ExternalId } = settings;
  return lazily(async () =>
    (await providers()).fromTemporaryCredentials({
      params: { RoleArn, RoleSessionName: settings.aws_role_session_name, ...(ExternalId && { ExternalId }) },
      ...(base === undefined ? {} : { masterCredentials: base }),
      ...(region === undefined ? {} : { clientConfig: { region } }),
    }),
  );
}

/** Makes a provider when it is needed; the SDK keeps what it gives until it expires. */
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
