import { type Environment, invalidSettings } from '@cdc-relay/singer';

/** Variables of cratedb-toolkit's function that have a meaning here; that of CRATEDB_CLUSTER_URL the target knows itself. */
const PROBLEMS: readonly { variable: string; isWrong: (value: string) => boolean; problem: string }[] = [
  {
    variable: 'MESSAGE_FORMAT',
    isWrong: (value) => value !== 'dynamodb',
    problem: 'MESSAGE_FORMAT must be dynamodb, or unset: this function reads change records of DynamoDB only',
  },
  {
    variable: 'ON_ERROR',
    isWrong: (value) => value === 'ignore',
    problem:
      'ON_ERROR=ignore would lose records: remove it, and set TARGET_CRATEDB_ON_BAD_RECORD=dead_letter to go on after bad ones',
  },
];

/**
 * An environment that was made for cratedb-toolkit's function, under the names of this one: CRATEDB_TABLE becomes the
 * table of CRATEDB_CLUSTER_URL. Throws CONFIG_INVALID for what would lose records.
 */
export function withPeerVariables(environment: Environment): Environment {
  const problems = PROBLEMS.filter(({ variable, isWrong }) => {
    const value = environment[variable] ?? '';
    return value !== '' && isWrong(value);
  }).map(({ problem }) => problem);
  if (problems.length > 0) throw invalidSettings(problems);
  const {
    CRATEDB_CLUSTER_URL: url = '',
    CRATEDB_TABLE: table = '',
    TARGET_CRATEDB_URL: own = '',
  } = environment;
  if (url === '' || table === '' || own !== '') return environment;
  return { ...environment, CRATEDB_CLUSTER_URL: urlOfTable(url, table) };
}

/** The URL of a table, whose name may have a schema before it and may be quoted as in SQL. Throws CONFIG_INVALID. */
function urlOfTable(url: string, table: string): string {
  const names = [...table.matchAll(/(?:^|\.)(?:"((?:[^"]|"")+)"|([^".]+))(?=\.|$)/g)].map(
    ([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare,
  );
  const [first = '', second] = names;
  if (!URL.canParse(url) || first === '' || names.length > 2)
    throw invalidSettings(['CRATEDB_CLUSTER_URL must be a URL, and CRATEDB_TABLE a TABLE or SCHEMA.TABLE']);
  const parsed = new URL(url);
  const [schema = 'doc'] = parsed.pathname.split('/').filter((part) => part !== '');
  const path = second === undefined ? [schema, first] : [first, second];
  parsed.pathname = `/${path.map(encodeURIComponent).join('/')}`;
  return parsed.href;
}
