import type { Given, SettingsRules } from '@cdc-relay/singer';
import { parseUrl, schemaOf } from './destination/target-url.ts';

/** Which settings belong together, and what stands for them. */
export const settingsRules: SettingsRules = {
  connections: [
    {
      what: 'the connection to CrateDB',
      address: ['url', 'url_file', 'host'],
      parts: ['user', 'password', 'sslmode', 'ssl_ca', 'ssl_cert', 'ssl_key'],
      details: ['pg_port'],
      files: { url_file: 'url' },
    },
  ],
  variables: { url: ['CRATEDB_SQLALCHEMY_URL', 'CRATEDB_CLUSTER_URL'] },
  expand,
};

/** A schema in a URL counts like the setting, of the same source. Throws CONFIG_INVALID. */
function expand(settings: Given): Given {
  if (typeof settings.url !== 'string') return settings;
  const schema = schemaOf(parseUrl(settings.url));
  return schema === undefined ? settings : { ...settings, default_target_schema: schema };
}
