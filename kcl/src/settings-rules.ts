import type { Connection, SettingsRules } from '@cdc-relay/singer';

const source: Connection = {
  what: 'the source',
  address: ['source', 'source_url_file'],
  parts: [],
  files: { source_url_file: 'source' },
};

const target: Connection = {
  what: 'the target',
  address: ['target', 'target_url_file'],
  parts: [],
  files: { target_url_file: 'target' },
};

/** Which settings belong together, and what stands for them. */
export const settingsRules: SettingsRules = {
  connections: [source, target],
  variables: { target: ['CRATEDB_SQLALCHEMY_URL', 'CRATEDB_CLUSTER_URL'] },
};
