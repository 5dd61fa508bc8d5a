import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

const settings = { add_record_metadata: true };
const EXTRACTED = '2026-01-02T03:04:05.678Z';

test('add_record_metadata adds the columns about a row', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const before = Date.now();
  const message = recordMessage('s', { id: 1 }, { time_extracted: EXTRACTED, version: 7 });
  await load(
    schema,
    [schemaMessage('s', { id: 'integer' }), message, recordMessage('s', { id: 2 })],
    settings,
  );
  const rows = (await rowsById(schema, 's')) as Record<string, Record<string, number>>;
  const after = Date.now();
  expect(rows['1']).toMatchObject({ _sdc_extracted_at: Date.parse(EXTRACTED), _sdc_table_version: 7 });
  for (const row of Object.values(rows)) {
    const times = ['_sdc_sync_started_at', '_sdc_received_at', '_sdc_batched_at'].map((name) => row[name]);
    for (const time of [...times, (row._sdc_sequence ?? 0) / 1000]) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(after + 1);
    }
  }
  expect(rows['2']?._sdc_sequence).toBeGreaterThan(rows['1']?._sdc_sequence ?? 0);
  const sql =
    "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name <> '_sdc_leases' ORDER BY 1";
  const columns = (await schema.query(sql, [schema.name])).map(({ column_name, data_type }) => [
    column_name,
    data_type,
  ]);
  expect(Object.fromEntries(columns)).toEqual({
    id: 'bigint',
    _sdc_overflow: 'object',
    _sdc_extracted_at: 'timestamp with time zone',
    _sdc_received_at: 'timestamp with time zone',
    _sdc_batched_at: 'timestamp with time zone',
    _sdc_deleted_at: 'timestamp with time zone',
    _sdc_sequence: 'bigint',
    _sdc_table_version: 'bigint',
    _sdc_sync_started_at: 'bigint',
  });
});

test('what the source says itself is kept, and its sequence guards the rows', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const message = schemaMessage('s', {
    id: 'integer',
    _sdc_sequence: 'integer',
    _sdc_extracted_at: 'string',
  });
  const record = (sequence: number): object =>
    recordMessage('s', { id: 1, _sdc_sequence: sequence, _sdc_extracted_at: EXTRACTED });
  await load(schema, [message, record(5)], settings);
  await load(schema, [message, record(4)], settings);
  expect(await rowsById(schema, 's')).toMatchObject({
    1: { _sdc_sequence: 5, _sdc_extracted_at: EXTRACTED },
  });
});

test('a sequence of the target itself guards nothing: a clock that is set back loses no record', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const message = schemaMessage('s', { id: 'integer', v: 'integer' });
  await load(schema, [message, recordMessage('s', { id: 1, v: 1 })], settings);
  await schema.query(`UPDATE "${schema.name}".s SET _sdc_sequence = ${Number.MAX_SAFE_INTEGER} WHERE id = 1`);
  await load(schema, [message, recordMessage('s', { id: 1, v: 2 })], settings);
  expect(await rowsById(schema, 's')).toMatchObject({ 1: { v: 2 } });
});

test('a deletion with metadata still removes its row', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const message = schemaMessage('s', { id: 'integer' });
  const deletion = recordMessage('s', { id: 1, _sdc_deleted_at: EXTRACTED });
  await load(
    schema,
    [message, recordMessage('s', { id: 1 }), recordMessage('s', { id: 2 }), deletion],
    settings,
  );
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['2']);
});
