import type { Fault } from './aws-fault.ts';

const EXPIRED = {
  code: 'CREDENTIALS_EXPIRED' as const,
  remedy:
    'Renew them (`aws sso login`, or new temporary credentials with their session token) and start again. The permissions are not the cause.',
  isTransient: false,
};

const NO_CREDENTIALS = /^(?:CredentialsProviderError|TokenProviderError)$/;

/** Credentials that were valid once, and none at all: the same for every service of AWS. */
export const CREDENTIAL_FAULTS: readonly Fault[] = [
  { of: /^ExpiredToken|^RequestExpired$|^TokenRefreshRequired$/, ...EXPIRED },
  { of: NO_CREDENTIALS, saying: /expired/i, ...EXPIRED },
  {
    of: NO_CREDENTIALS,
    code: 'CREDENTIALS_MISSING',
    remedy:
      'Set aws_access_key_id and aws_secret_access_key, or provide credentials through the AWS default chain.',
    isTransient: false,
  },
];
