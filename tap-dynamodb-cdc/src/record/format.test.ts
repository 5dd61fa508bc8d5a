import { Decimal } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import type { ChangeEvent } from '../change-record/event.ts';
import { holdsMixedList } from './document.ts';
import { type FormatOptions, RecordFormat } from './format.ts';
import { withoutReservedNames } from './names.ts';

const ORIGIN = { shardId: 'shardId-000000000001', sequenceNumber: '77' };
const PLAIN: FormatOptions = {
  recordLayout: 'attributes',
  cdcMetadata: false,
  oldImage: false,
  sequenceOrder: false,
  ofTableStreams: false,
};

const insert: ChangeEvent = {
  eventName: 'INSERT',
  eventId: 'e-1',
  table: 't',
  micros: 1_649_931_248_740_000,
  streamSequence: undefined,
  timeToLive: false,
  keys: { id: 1 },
  newImage: { id: 1, a: 'x' },
  oldImage: undefined,
};

function recordOf(event: ChangeEvent, settings: Partial<FormatOptions> = {}) {
  const format = new RecordFormat({ ...PLAIN, ...settings });
  return format.complete(format.propertiesOf(event), event, ORIGIN);
}

const remove = (micros: number): ChangeEvent => ({
  ...insert,
  eventName: 'REMOVE',
  micros,
  newImage: undefined,
  oldImage: { id: 1, a: 'x' },
});

describe('record_layout: attributes', () => {
  test('INSERT and MODIFY: the item and its version', () => {
    expect(recordOf(insert)).toEqual({ id: 1, a: 'x', _sdc_sequence: 1_649_931_248_740_000 });
  });

  test.each([
    [1_649_931_248_740_000, '2022-04-14T10:14:08.740Z'],
    [1_649_931_248_740_007, '2022-04-14T10:14:08.740007Z'],
  ])('REMOVE at %d: the key, the version, and the time %s', (micros, time) => {
    expect(recordOf(remove(micros))).toEqual({ id: 1, _sdc_sequence: micros, _sdc_deleted_at: time });
  });
});

test('sequence_order adds what orders changes of one millisecond', () => {
  const ordered = { ...PLAIN, sequenceOrder: true };
  expect(recordOf(insert, ordered)).toMatchObject({ _sdc_sequence_order: '002:77' });
  expect(recordOf(remove(insert.micros), ordered)).toMatchObject({ _sdc_sequence_order: '002:77' });
  expect(recordOf({ ...insert, micros: insert.micros + 1 }, ordered)).not.toHaveProperty(
    '_sdc_sequence_order',
  );
  expect(new RecordFormat(ordered).ownSchema).toHaveProperty('_sdc_sequence_order');
  expect(new RecordFormat(PLAIN).ownSchema).not.toHaveProperty('_sdc_sequence_order');
});

describe('record_layout: document', () => {
  const settings = { recordLayout: 'document' } as const;

  test('key, data and lists of mixed types apart; the key at the top, too', () => {
    const newImage = { id: 1, a: 'x', mixed: [1, 'x'], deep: { list: [[1, true]] }, list: [1, null, 2] };
    expect(recordOf({ ...insert, newImage }, settings)).toEqual({
      id: 1,
      pk: { id: 1 },
      data: { a: 'x', list: [1, null, 2] },
      aux: { mixed: [1, 'x'], deep: { list: [[1, true]] } },
      _sdc_sequence: insert.micros,
    });
  });

  test('REMOVE: the key', () => {
    expect(recordOf(remove(1_000), settings)).toMatchObject({ id: 1, pk: { id: 1 } });
    expect(recordOf(remove(1_000), settings)).not.toHaveProperty('data');
  });

  test('keys named like a property of the layout get an underscore more, and never meet', () => {
    const keys = { data: 1, _data: 2 };
    const event = { ...insert, keys, newImage: keys };
    expect(recordOf(event, settings)).toMatchObject({ _data: 1, __data: 2, pk: keys, data: {} });
  });

  test('its schema is fixed, besides the key', () => {
    const learned = { id: { type: ['integer'] }, a: { type: ['string', 'null'] } };
    expect(new RecordFormat({ ...PLAIN, ...settings }).itemSchema(learned, ['id'])).toEqual({
      id: { type: ['integer'] },
      pk: { type: ['object', 'null'], properties: { id: { type: ['integer'] } } },
      data: { type: ['object', 'null'], properties: {} },
      aux: { type: ['object', 'null'], additionalProperties: true },
    });
  });

  test.each([
    [[1, new Decimal('1e40')], false],
    [[1, 'x'], true],
    [[[1], 1], true],
    [[[1], ['x']], false],
    [{ a: { b: [{}, []] } }, true],
    ['x', false],
  ])('%j holds a mixed list: %s', (value, expected) => {
    expect(holdsMixedList(value)).toBe(expected);
  });
});

test('cdc_metadata says where a record comes from', () => {
  const event = { ...remove(1_649_931_248_740_007), timeToLive: true };
  expect(recordOf(event, { cdcMetadata: true })).toEqual({
    ...recordOf(event),
    _sdc_event_name: 'REMOVE',
    _sdc_event_id: 'e-1',
    _sdc_event_time: '2022-04-14T10:14:08.740007Z',
    _sdc_shard: ORIGIN.shardId,
    _sdc_sequence_number: '77',
    _sdc_time_to_live: true,
  });
});

test('old_image adds the item before the change', () => {
  expect(recordOf(remove(1_000), { oldImage: true })._sdc_old_image).toEqual({ id: 1, a: 'x' });
  expect(recordOf(insert, { oldImage: true })._sdc_old_image).toBeNull();
});

test.each([{}, { cdcMetadata: true }, { oldImage: true }])(
  'what %j adds is in the schema, and may be null',
  (settings) => {
    const added = Object.keys(recordOf(remove(1_000), settings)).filter((name) => name.startsWith('_sdc_'));
    const { ownSchema } = new RecordFormat({ ...PLAIN, ...settings });
    expect(Object.keys(ownSchema).sort()).toEqual(added.sort());
    for (const schema of Object.values(ownSchema))
      expect(schema).toMatchObject({ type: expect.arrayContaining(['null']) });
  },
);

describe('attributes that are named like Singer columns', () => {
  test('get an underscore more, and never meet', () => {
    const item = { _sdc_sequence: 1, __sdc_sequence: 2, sdc_: 3, _other: 4, _sdc: 5 };
    expect(withoutReservedNames(item)).toEqual({
      __sdc_sequence: 1,
      ___sdc_sequence: 2,
      sdc_: 3,
      _other: 4,
      _sdc: 5,
    });
  });

  test('an item without such is not copied', () => {
    const item = { _other: 1 };
    expect(withoutReservedNames(item)).toBe(item);
  });
});
