import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringifyJson } from '@cdc-relay/singer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tapFrom } from './hostile-source.ts';
import { plainRecord } from './plain-records.ts';
import type { TapRun } from './run-tap.ts';

/** No line on stdout may hold it: a value, or the name of an attribute, that a catalog deselects. */
const SECRET = /secret/;

const item = {
  note: { S: 'kept' },
  secret: { S: 'secret' },
  address: { M: { city: { S: 'kept' }, secret: { S: 'secret' }, deep: { M: { secret: { N: '1' } } } } },
  lines: { L: [{ M: { sku: { S: 'kept' }, secret: { S: 'secret' } } }, { S: 'also a string' }] },
  grid: { L: [{ L: [{ M: { x: { S: 'kept' }, secret: { S: 'secret' } } }] }] },
  tags: { SS: ['secret', 'secrets'] },
  _sdc_secret: { S: 'secret' },
};

const records = [
  plainRecord({ newImage: item }),
  plainRecord({ eventName: 'MODIFY', newImage: { ...item, note: { S: 'new' } }, oldImage: item }),
  plainRecord({ eventName: 'REMOVE', oldImage: item }),
];

/** Of the item, as its attributes are named in the records. */
const OF_ITEM = [['secret'], ['address', 'secret'], ['address', 'deep', 'secret'], ['__sdc_secret']].map(
  (names) => names.flatMap((name) => ['properties', name]),
);

const OF_LISTS = [
  ['properties', 'lines', 'items', 'properties', 'secret'],
  ['properties', 'grid', 'items', 'items', 'properties', 'secret'],
  ['properties', 'tags', 'items'],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'selection-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Choice {
  readonly breadcrumb: readonly string[];
  readonly metadata?: object;
}

async function tapWith(
  choices: readonly Choice[],
  settings: object,
  more: { readonly properties?: object; readonly state?: TapRun['state'] } = {},
): Promise<TapRun> {
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('dump'), records.map(({ data }) => `${data}\n`).join(''));
  const metadata = choices.map(({ breadcrumb, metadata: said = { selected: false } }) => ({
    breadcrumb,
    metadata: said,
  }));
  const { properties = {} } = more;
  const stream = { tap_stream_id: 'orders', key_properties: ['id'], schema: { properties }, metadata };
  writeFileSync(path('catalog.json'), JSON.stringify({ streams: [stream] }));
  const args = ['--catalog', path('catalog.json')];
  const run = await tapFrom(`file+dynamodb+cdc://${path('dump')}`, { settings, args, state: more.state });
  expect(run.exitCode, run.stderr).toBe(0);
  return run;
}

const deselecting = (breadcrumbs: readonly (readonly string[])[]): Choice[] =>
  breadcrumbs.map((breadcrumb) => ({ breadcrumb }));

const linesOf = ({ messages }: TapRun): string[] =>
  messages.map((message) => stringifyJson(message as never));

const recordsOf = ({ messages }: TapRun) =>
  messages.flatMap((message) => (message.type === 'RECORD' ? [message.record] : []));

describe('what is deselected is nowhere on stdout', () => {
  test.each(['attributes', 'document'])(
    'record_layout: %s, with the items before the changes',
    async (layout) => {
      const settings = { record_layout: layout, old_image: true, cdc_metadata: true };
      const run = await tapWith(deselecting([...OF_ITEM, ...OF_LISTS]), settings);
      expect(linesOf(run).filter((line) => SECRET.test(line))).toEqual([]);
      expect(run.stderr).not.toContain('warning');
      const kept = {
        note: 'kept',
        address: { city: 'kept', deep: {} },
        grid: [[{ x: 'kept' }]],
        tags: [],
      };
      const mixed = { lines: [{ sku: 'kept' }, 'also a string'] };
      const [first, second, third] = recordsOf(run);
      if (layout === 'attributes') expect(first).toMatchObject({ ...kept, ...mixed });
      else expect(first).toMatchObject({ pk: { id: 'a' }, data: kept, aux: mixed });
      expect(second?._sdc_old_image).toEqual({ id: 'a', ...kept, ...mixed });
      expect(third?._sdc_old_image).toEqual({ id: 'a', ...kept, ...mixed });
    },
  );

  test('documents: the paths in the record count as well', async () => {
    const paths = [
      ['data', 'secret'],
      ['data', 'address', 'secret'],
      ['aux', 'address', 'deep', 'secret'],
      ['data', '_sdc_secret'],
    ].map((names) => names.flatMap((name) => ['properties', name]));
    const lists = OF_LISTS.map((breadcrumb) => ['properties', 'data', ...breadcrumb]);
    const run = await tapWith(deselecting([...paths, ...lists]), {
      record_layout: 'document',
      old_image: true,
    });
    expect(linesOf(run).filter((line) => SECRET.test(line))).toEqual([]);
    expect(run.stderr).not.toContain('warning');
  });

  test('documents: whole parts, which are then missing in the items before the changes', async () => {
    const data = deselecting([['properties', 'data']]);
    const run = await tapWith(data, { record_layout: 'document', old_image: true });
    expect(recordsOf(run)[1]).toEqual(expect.not.objectContaining({ data: expect.anything() }));
    expect(recordsOf(run)[1]?._sdc_old_image).toEqual({ id: 'a', lines: expect.anything() });
  });

  test('in the schemas of the catalog and of earlier runs', async () => {
    const everything = await tapWith([], {});
    expect(linesOf(everything).some((line) => SECRET.test(line))).toBe(true);
    const object = (properties: object) => ({ type: ['object', 'null'], properties });
    const properties = {
      secret: { type: ['string', 'null'] },
      address: { anyOf: [object({ secret: {}, city: {} }), { type: 'null' }] },
      lines: { type: ['array', 'null'], items: object({ secret: {} }) },
    };
    const run = await tapWith(
      deselecting([...OF_ITEM, ...OF_LISTS]),
      {},
      { properties, state: everything.state },
    );
    expect(run.messages.length).toBeGreaterThan(0);
    expect(linesOf(run).filter((line) => SECRET.test(line))).toEqual([]);
  });

  test("also what is the tap's own, but for the version and the time of a deletion", async () => {
    const own = ['_sdc_old_image', '_sdc_event_id', '_sdc_sequence', '_sdc_deleted_at', 'id'];
    const choices = deselecting(own.map((name) => ['properties', name]));
    const run = await tapWith(choices, { old_image: true, cdc_metadata: true });
    const names = recordsOf(run).flatMap((record) => Object.keys(record));
    expect(names).not.toContain('_sdc_old_image');
    expect(names).not.toContain('_sdc_event_id');
    expect(names).toEqual(expect.arrayContaining(['_sdc_sequence', '_sdc_deleted_at', 'id']));
    for (const name of ['_sdc_sequence', '_sdc_deleted_at', 'id'])
      expect(run.stderr).toContain(`["properties","${name}"] cannot be deselected`);
  });
});

test('as Meltano writes it: a nested choice wins below a parent that is selected, not below one that is not', async () => {
  const run = await tapWith(
    [
      { breadcrumb: ['properties', 'address'], metadata: { inclusion: 'available', selected: true } },
      { breadcrumb: ['properties', 'address', 'properties', 'secret'], metadata: { selected: false } },
      { breadcrumb: ['properties', 'lines'], metadata: { selected: false } },
      { breadcrumb: ['properties', 'lines', 'items', 'properties', 'sku'], metadata: { selected: true } },
      { breadcrumb: ['properties', 'note'], metadata: { inclusion: 'automatic', selected: false } },
      { breadcrumb: ['properties', 'secret'], metadata: { inclusion: 'unsupported', selected: true } },
      { breadcrumb: ['properties', 'tags'], metadata: { 'selected-by-default': false } },
    ],
    {},
  );
  const [record] = recordsOf(run);
  expect(record).toMatchObject({ note: 'kept', address: { city: 'kept' } });
  expect(Object.keys(record ?? {})).toEqual(expect.not.arrayContaining(['lines', 'secret', 'tags']));
  expect(record?.address).not.toHaveProperty('secret');
});

describe('a breadcrumb that matches nothing is warned about', () => {
  const STRING = { type: ['string', 'null'] };
  const properties = {
    id: STRING,
    note: STRING,
    address: { type: ['object', 'null'], properties: { city: STRING } },
  };
  test.each([
    ['a name that the schema lacks', ['properties', 'notes']],
    ['a member that the schema lacks', ['properties', 'address', 'properties', 'town']],
    ['a member of a string', ['properties', 'note', 'properties', 'text']],
    ['elements of an object', ['properties', 'address', 'items', 'properties', 'city']],
    ['no breadcrumb', ['address', 'street']],
  ])('%s', async (_, breadcrumb) => {
    const run = await tapWith([{ breadcrumb }], {}, { properties });
    expect(run.stderr.split(JSON.stringify(breadcrumb))).toHaveLength(2);
    expect(run.stderr).toContain('but nothing matches it');
  });

  test('an object that is selected without anything in it is warned about as well', async () => {
    const city = ['properties', 'address', 'properties', 'city'];
    const run = await tapWith(deselecting([city]), {}, { properties });
    expect(run.stderr).toContain('selects ["properties","address"] but deselects everything in it');
    expect(run.stderr).not.toContain('nothing matches it');
  });

  test('also where only the records can show it', async () => {
    const missing = [
      ['properties', 'data', 'properties', 'notes'],
      ['properties', 'notes'],
    ];
    const run = await tapWith(deselecting([...missing, ['properties', 'note']]), {
      record_layout: 'document',
    });
    for (const breadcrumb of missing)
      expect(run.stderr).toContain(`deselects ${JSON.stringify(breadcrumb)}, but`);
    expect(run.stderr).not.toContain('["properties","note"]');
  });
});
