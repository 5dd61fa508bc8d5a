import { expect, test } from 'vitest';
import { type SharedWriter, sharedTargetSettings } from './shared-settings.ts';

const writer: SharedWriter = { risk: 'two may write', position: 'another has it' };

test.each([
  [{}, {}],
  // An empty variable, as a file of variables or an image may have it, says nothing.
  [{ TARGET_CRATEDB_DELETE_MODE: '' }, {}],
  [{ TARGET_CRATEDB_HARD_DELETE: '', TARGET_CRATEDB_DELETE_MODE: '' }, {}],
])('where %j and %j do not say what deletions do, they leave tombstones', (environment, file) => {
  expect(sharedTargetSettings(writer, environment, file).delete_mode).toBe('tombstone');
});

test.each([
  [{ TARGET_CRATEDB_DELETE_MODE: 'mark' }, {}],
  [{ TARGET_CRATEDB_HARD_DELETE: 'false' }, {}],
  [{}, { delete_mode: 'mark' }],
  [{}, { hard_delete: false }],
])('%j and %j say that they leave marks', (environment, file) => {
  expect(sharedTargetSettings(writer, environment, file).delete_mode).not.toBe('tombstone');
});

test.each([
  [{ TARGET_CRATEDB_DELETE_MODE: 'remove' }, {}, '"delete_mode" must be tombstone or mark: two may write'],
  [{ TARGET_CRATEDB_HARD_DELETE: 'true' }, {}, '"delete_mode" must be tombstone or mark'],
  [{}, { delete_mode: 'remove' }, '"delete_mode" must be tombstone or mark'],
  [{}, { hard_delete: true }, '"delete_mode" must be tombstone or mark'],
  [{ TARGET_CRATEDB_LOAD_METHOD: 'overwrite' }, {}, '"load_method" must not be overwrite'],
  [{ TARGET_CRATEDB_LOAD_METHOD: 'overwrite' }, { delete_mode: 'mark' }, '"load_method" must not be'],
  [{ TARGET_CRATEDB_STATE_TABLE: 's' }, {}, '"state_table" has no meaning here: another has it'],
  [{}, { delete_mode: 'mark', hard_delete: true }, 'means remove'],
])('%j and %j are refused', (environment, file, message) => {
  expect(() => sharedTargetSettings(writer, environment, file)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', items: [expect.stringContaining(message)] }),
  );
});
