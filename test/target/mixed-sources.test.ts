import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { type InputLine, recordMessage, schemaMessage } from './messages.ts';

const OTHER = { id: 'string', v: 'integer', _sdc_sequence: 'integer' } as const;
const OF_TABLE_STREAM = { ...OTHER, _sdc_table_stream: 'boolean' } as const;
const DELETED_AT = '2026-01-02T03:04:05.000Z';

/** The input of a source: a record `id` with a version. */
function input(isTableStream: boolean, id: string, more: object = {}, rest: object = {}): InputLine[] {
  const mark = isTableStream ? { _sdc_table_stream: true } : {};
  return [
    schemaMessage('s', isTableStream ? OF_TABLE_STREAM : OTHER),
    recordMessage('s', { id, v: 1, _sdc_sequence: 5_000_000, ...mark, ...more }, rest),
  ];
}

test.each([true, false])('a table has versions of one kind of source: %s first', async (first) => {
  await using schema = await openSchema(inject('cratedb'));
  expect(await load(schema, input(first, 'a'))).toMatchObject({ code: 0 });
  expect(await load(schema, input(first, 'b'))).toMatchObject({ code: 0 });
  // The second time, too: nothing that the first one left behind makes it look right.
  for (let tries = 0; tries < 2; tries += 1) {
    const { code, stderr } = await load(schema, input(!first, 'c'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/VERSIONS_MIXED: .*snapshot\+cdc/s);
  }
  expect(Object.keys(await rowsById(schema, 's')).sort()).toEqual(['a', 'b']);
});

test('a property of that name and another type says nothing of DynamoDB Streams', async () => {
  await using schema = await openSchema(inject('cratedb'));
  expect(await load(schema, input(true, 'a'))).toMatchObject({ code: 0 });
  const own = [
    schemaMessage('s', { ...OTHER, _sdc_table_stream: 'string' }),
    recordMessage('s', { id: 'b', v: 1, _sdc_sequence: 5_000_000, _sdc_table_stream: 'x' }),
  ];
  const { code, stderr } = await load(schema, own);
  expect(code).toBe(1);
  expect(stderr).toContain('VERSIONS_MIXED');
});

test('a new version of the table may come from another source, and goes on from there', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, input(false, 'a'));
  const version = 1_764_000_000_000;
  // The first run ends before the table's older version does.
  const replaced = [input(true, 'b', {}, { version }), input(true, 'c', {}, { version })];
  for (const lines of replaced) expect(await load(schema, lines)).toMatchObject({ code: 0 });
  const activated = { type: 'ACTIVATE_VERSION', stream: 's', version };
  const last = await load(schema, [...input(true, 'd', {}, { version }), activated]);
  expect(last).toMatchObject({ code: 0 });
  expect(Object.keys(await rowsById(schema, 's')).sort()).toEqual(['b', 'c', 'd']);
  expect(await load(schema, input(false, 'e'))).toMatchObject({ code: 1 });
});

test('deletions that stay in the table do not count', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const settings = { delete_mode: 'tombstone' };
  await load(schema, input(true, 'a', { _sdc_deleted_at: DELETED_AT }), settings);
  expect(await load(schema, input(true, 'b'), settings)).toMatchObject({ code: 0 });
});
