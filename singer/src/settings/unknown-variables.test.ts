import { expect, test } from 'vitest';
import { unknownVariables } from './unknown-variables.ts';

const unknown = (environment: Record<string, string>): string[] =>
  unknownVariables('target-x', ['url', 'pg_port', 'batch_size_rows'], environment);

test.each([
  ['TARGET_X_PGPORT', 'TARGET_X_PG_PORT'],
  ['TARGET_X_BATCH_SIZE', 'TARGET_X_BATCH_SIZE_ROWS'],
  ['TARGET_X_LOG_LEVEL', 'TARGET_X_LOGLEVEL'],
  ['TARGET_X_pg_port', 'TARGET_X_PG_PORT'],
])('%s names %s', (name, meant) => {
  expect(unknown({ [name]: '1' })).toEqual([`${name} is not a variable of target-x; did you mean ${meant}?`]);
});

test('one that is like none is named, too', () => {
  expect(unknown({ TARGET_X_NONSENSE: '1' })).toEqual(['TARGET_X_NONSENSE is not a variable of target-x']);
});

test.each([
  { TARGET_X_URL: 'crate://h', TARGET_X_LOGLEVEL: 'debug' },
  { TARGET_XY: '1', TAP_X_URL: '1', TARGET_X: '1' },
  { TARGET_X_EMPTY: '' },
  { TARGET_X__LOAD_SCHEMA: 'a' },
  {
    TARGET_X_SERVICE_HOST: '10.0.0.1',
    TARGET_X_SERVICE_PORT: '5432',
    TARGET_X_SERVICE_PORT_PSQL: '5432',
    TARGET_X_PORT: 'tcp://10.0.0.1:5432',
    TARGET_X_PORT_5432_TCP: 'tcp://10.0.0.1:5432',
    TARGET_X_PORT_5432_TCP_PROTO: 'tcp',
    TARGET_X_PORT_5432_TCP_PORT: '5432',
    TARGET_X_PORT_5432_TCP_ADDR: '10.0.0.1',
  },
  { TARGET_X_BLUE_SERVICE_HOST: '10.0.0.1', TARGET_X_BLUE_PORT: 'tcp://10.0.0.1:5432' },
])('%j is nothing that somebody has misspelled', (environment) => {
  expect(unknown(environment)).toEqual([]);
});
