import { loadSettings } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { type KclSettings, settingsSchema } from './settings/settings.generated.ts';
import { workerSettings } from './worker-settings.ts';

const SOURCE = 'kinesis+dynamodb+cdc://aws/cdc?region=eu-central-1';
const TARGET = 'crate://crate@localhost:4200/s';

function read(environment: Record<string, string>, ends: object = {}): ReturnType<typeof workerSettings> {
  const overrides = { source: SOURCE, target: TARGET, ...ends };
  const settings = loadSettings<KclSettings>('x', settingsSchema, { files: [], environment: {}, overrides });
  return workerSettings(settings, environment);
}

test('deletions leave tombstones, unless the environment says that they leave marks', async () => {
  expect((await read({})).target.delete_mode).toBe('tombstone');
  expect((await read({ TARGET_CRATEDB_DELETE_MODE: 'mark' })).target.delete_mode).toBe('mark');
  expect((await read({ TARGET_CRATEDB_HARD_DELETE: 'false' })).target.delete_mode).toBeUndefined();
});

test('changes carry what orders those with the same time', async () => {
  expect((await read({})).decoder.sequence_order).toBe(true);
});

test('the URL wins as a whole over another one of the environment', async () => {
  const { target } = await read({
    TARGET_CRATEDB_URL: 'crate://other',
    CRATEDB_SQLALCHEMY_URL: 'crate://third',
  });
  expect(target.url).toBe(TARGET);
});

test.each([
  [{ TARGET_CRATEDB_DELETE_MODE: 'remove' }, {}, '"delete_mode" must be tombstone or mark'],
  [{ TARGET_CRATEDB_HARD_DELETE: 'true' }, {}, '"delete_mode" must be tombstone or mark'],
  [{ TARGET_CRATEDB_LOAD_METHOD: 'overwrite' }, {}, '"load_method" must not be overwrite'],
  [{ TARGET_CRATEDB_STATE_TABLE: 's' }, {}, '"state_table" has no meaning here'],
  [{}, { source: '' }, '"source" is required'],
  [{}, { target: '' }, '"target" is required'],
  [{}, { source: `${SOURCE}&start=seqno-at&seqno=1` }, '"start" must be earliest, latest or at-timestamp'],
  [{}, { source: 'dynamodb+cdc://aws/orders?region=eu-central-1' }, 'the source must be a Kinesis stream'],
])('%o and %o are refused', async (environment, ends, message) => {
  await expect(read(environment as Record<string, string>, ends)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    items: [expect.stringContaining(message)],
  });
});
