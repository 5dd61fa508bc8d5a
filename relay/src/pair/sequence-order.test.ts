import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sequenceOrderFor } from './sequence-order.ts';

const folder = mkdtempSync(join(tmpdir(), 'sequence-order-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, config: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(config));
  return path;
}

const ON = { TAP_DYNAMODB_CDC_SEQUENCE_ORDER: 'true' };

test.each([
  [{ TARGET_CRATEDB_DELETE_MODE: 'tombstone' }, {}, {}, ON],
  [{ TARGET_CRATEDB_DELETE_MODE: 'mark' }, {}, {}, ON],
  [{ TARGET_CRATEDB_HARD_DELETE: 'no' }, {}, {}, ON],
  [{}, {}, { delete_mode: 'tombstone' }, ON],
  [{}, {}, { hard_delete: false }, ON],
  [{}, {}, {}, {}],
  [{}, {}, { delete_mode: 'remove', hard_delete: true }, {}],
  [{ TARGET_CRATEDB_DELETE_MODE: 'remove' }, {}, { delete_mode: 'tombstone' }, {}],
  [{}, { sequence_order: false }, { delete_mode: 'tombstone' }, {}],
  [{ TAP_DYNAMODB_CDC_SEQUENCE_ORDER: 'false' }, {}, { delete_mode: 'tombstone' }, {}],
])('%j, tap %j, target %j: %j', (environment, tap, target, expected) => {
  expect(sequenceOrderFor(environment, file('tap', tap), file('target', target))).toEqual(expected);
});

test('files that cannot be read are left to the programs', () => {
  expect(sequenceOrderFor({}, join(folder, 'none'), join(folder, 'none'))).toEqual({});
  expect(sequenceOrderFor({ TARGET_CRATEDB_DELETE_MODE: 'mark' }, undefined, undefined)).toEqual(ON);
});

test.each([
  ['TARGET_CRATEDB_DELETE_MODE=tombstone', {}, {}, ON],
  ['TARGET_CRATEDB_HARD_DELETE=false', {}, {}, ON],
  ['TARGET_CRATEDB_DELETE_MODE=tombstone', {}, { delete_mode: 'remove' }, {}],
  ['TARGET_CRATEDB_HARD_DELETE=false', {}, { hard_delete: true }, {}],
  ['TARGET_CRATEDB_DELETE_MODE=tombstone', { TARGET_CRATEDB_DELETE_MODE: 'remove' }, {}, {}],
  ['TARGET_CRATEDB_DELETE_MODE=remove', { TARGET_CRATEDB_DELETE_MODE: 'mark' }, {}, ON],
  ['TAP_DYNAMODB_CDC_SEQUENCE_ORDER=false', { TARGET_CRATEDB_DELETE_MODE: 'mark' }, {}, {}],
])('.env %s, environment %j, target %j: %j', (line, environment, target, expected) => {
  const path = join(folder, '.env');
  writeFileSync(path, `${line}\n`);
  expect(sequenceOrderFor(environment, undefined, file('target', target), path)).toEqual(expected);
});
