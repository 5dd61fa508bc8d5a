import type { Connection } from './one-source.ts';
import type { SettingsRules } from './rules.ts';
import type { Given } from './sources.ts';

const source: Connection = {
  what: 'the source',
  address: ['source', 'source_url_file'],
  parts: [],
  files: { source_url_file: 'source' },
  refusal,
};

const target: Connection = {
  what: 'the target',
  address: ['target', 'target_url_file'],
  parts: [],
  files: { target_url_file: 'target' },
};

/** For programs whose settings are the URLs of both ends: which belong together, and what stands for them. */
export const rulesOfEnds: SettingsRules = {
  connections: [source, target],
  variables: { target: ['CRATEDB_SQLALCHEMY_URL', 'CRATEDB_CLUSTER_URL'] },
};

/** What AWS's own chain finds is not meant for an endpoint that somebody has put into the working directory. */
function refusal({ source: url }: Given): string | undefined {
  if (/^[^:]+:\/\/(?:aws[/?]|\/|[^/@:]+:[^/@]+@)/.test(String(url))) return undefined;
  return '"source" of the file .env names an endpoint, but no keys for it: put KEY:SECRET@ before its host, or set the URL in the environment. A .env file that nobody named must not send other credentials to its endpoint';
}
