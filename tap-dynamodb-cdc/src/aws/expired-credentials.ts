import type { Fault } from './aws-fault.ts';

const EXPIRED = {
  code: 'CREDENTIALS_EXPIRED' as const,
  remedy:
    'Renew them (`aws sso login`, or new temporary credentials with their session token) and start again. The permissions are not the cause.',
  isTransient: false,
};

/** What says that credentials were good once: for every service of AWS. */
export const EXPIRED_CREDENTIALS: readonly Fault[] = [
  { of: /^ExpiredToken|^RequestExpired$|^TokenRefreshRequired$/, ...EXPIRED },
  { of: /^(?:CredentialsProviderError|TokenProviderError)$/, saying: /expired/i, ...EXPIRED },
];
