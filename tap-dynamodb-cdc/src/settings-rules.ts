import type { Given, SettingsRules } from '@cdc-relay/singer';
import { expandSourceUrl } from './source-url/expand.ts';

const KEYS = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];

const ENDPOINTS = ['endpoint_url', 'dynamodb_endpoint_url', 's3_endpoint_url'];

const ROLES = ['aws_profile', 'aws_role_arn', 'aws_role_external_id'];

/** Which settings belong together, and what replaces them. */
export const settingsRules: SettingsRules = {
  connections: [
    {
      what: 'where to read from and the credentials for it',
      address: ['source_url', 'source_url_file', 'endpoint_url'],
      parts: ['dynamodb_endpoint_url', 's3_endpoint_url', ...KEYS, ...ROLES],
      files: { source_url_file: 'source_url' },
      isOpen,
      refusal,
    },
  ],
  expand: expandSourceUrl,
};

/** AWS itself, or a dump, without credentials. */
function isOpen(settings: Given): boolean {
  return [...ENDPOINTS, ...KEYS, ...ROLES].every((name) => settings[name] === undefined);
}

/** What AWS's own chain finds is not meant for an endpoint that somebody has put into the working directory. */
function refusal(settings: Given): string | undefined {
  const { aws_access_key_id, aws_secret_access_key } = settings;
  if (ENDPOINTS.every((name) => settings[name] === undefined)) return undefined;
  if (aws_access_key_id !== undefined && aws_secret_access_key !== undefined) return undefined;
  return 'the file .env names an endpoint, but no keys for it: put "aws_access_key_id" and "aws_secret_access_key" there too, or name the endpoint in the environment. A .env file that nobody named must not send other credentials to its endpoint';
}
