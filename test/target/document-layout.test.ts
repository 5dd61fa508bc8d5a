import { describe, expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { load, plain } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

// Only the real CrateDB has primary keys on members of objects.
const onReal = describe.runIf(inject('cratedbIsReal'));

async function documents(schema: TestSchema, table: string): Promise<unknown[]> {
  await schema.query(`REFRESH TABLE "${schema.name}"."${table}"`);
  const rows = await schema.query(`SELECT _doc FROM "${schema.name}"."${table}" ORDER BY "pk"['id']`);
  return rows.map(({ _doc }) => plain(_doc));
}

const sdc = { _sdc_sequence: 'integer', _sdc_deleted_at: { type: ['string', 'null'], format: 'date-time' } };
const DOCUMENT = { type: ['object', 'null'] };
const documentSchema = schemaMessage(
  's',
  {
    id: 'string',
    sort: 'integer',
    pk: { ...DOCUMENT, properties: { id: { type: 'string' }, sort: { type: 'integer' } } },
    data: DOCUMENT,
    aux: DOCUMENT,
    ...sdc,
  },
  ['id', 'sort'],
);

function document(id: string, version: number, rest: object): object {
  return recordMessage('s', { id, sort: 1, pk: { id, sort: 1 }, _sdc_sequence: version, ...rest });
}

const settings = { record_layout: 'document' };

onReal('record_layout: document', () => {
  test('loads documents: new ones, newer and older versions, deletions', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const gone = { _sdc_deleted_at: '2026-01-02T03:04:05Z' };
    const outcome = await load(
      schema,
      [
        documentSchema,
        document('a', 5, { data: { x: 1, list: ['p'] }, aux: { mixed: [1, 'a'] } }),
        document('b', 5, { data: { x: 'text', n: 1 }, aux: {} }),
        document('c', 5, { data: { x: 3 }, aux: {} }),
      ],
      settings,
    );
    expect(outcome.code, outcome.stderr).toBe(0);
    const second = await load(
      schema,
      [
        documentSchema,
        document('a', 4, { data: { x: 0 }, aux: {} }),
        document('b', 6, { data: { x: 2, fresh: { y: [1] } }, aux: {} }),
        document('c', 7, gone),
        document('c', 6, { data: { x: 4 }, aux: {} }),
      ],
      { ...settings, batch_size_rows: 1 },
    );
    expect(second.code, second.stderr).toBe(0);
    expect(second.stderr).toContain('stale=2');
    expect(await documents(schema, 's')).toEqual([
      {
        pk: { id: 'a', sort: 1 },
        data: { x: 1, list: ['p'] },
        aux: { mixed: [1, 'a'] },
        _sdc_sequence: 5,
      },
      { pk: { id: 'b', sort: 1 }, data: { x: 2, fresh: { y: [1] } }, aux: {}, _sdc_sequence: 6 },
    ]);
    const [created] = await schema.query(`SHOW CREATE TABLE "${schema.name}"."s"`);
    const ddl = String(Object.values(created ?? {})[0]);
    expect(ddl).toContain(
      '"pk" OBJECT(STRICT) AS (\n      "id" TEXT NOT NULL,\n      "sort" BIGINT NOT NULL\n   )',
    );
    expect(ddl).toContain(`PRIMARY KEY ("pk"['id'], "pk"['sort'])`);
    expect(ddl).toContain('"aux" OBJECT(IGNORED)');
  });

  test('what does not fit data is in aux under its own name', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const lines = [
      documentSchema,
      document('a', 1, { data: { x: 1 }, aux: { y: [1, 'a'] } }),
      document('b', 1, { data: { x: 'text', o: { p: 1 } }, aux: { y: [1, 'a'], big: 5 } }),
    ];
    const outcome = await load(schema, lines, { ...settings, batch_size_rows: 1 });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect((await documents(schema, 's'))[1]).toMatchObject({
      data: { o: { p: 1 } },
      aux: { x: 'text', y: [1, 'a'], big: 5 },
    });
  });

  test('lays plain records out as documents', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const lines = [
      schemaMessage('plain', { id: 'integer', name: 'string', list: { type: 'array' }, ...sdc }),
      recordMessage('plain', { id: 1, name: 'x', list: [1, 'a'], _sdc_sequence: 1 }),
      recordMessage('plain', { id: 2.5, name: 'y', _sdc_sequence: 1 }),
    ];
    const outcome = await load(schema, lines, { ...settings, validate_records: false });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await documents(schema, 'plain')).toEqual([
      { pk: { id: '1' }, data: { name: 'x' }, aux: { list: [1, 'a'] }, _sdc_sequence: 1 },
      { pk: { id: '2.5' }, data: { name: 'y' }, _sdc_sequence: 1 },
    ]);
  });

  test('goes on in a table that CrateDB Toolkit made', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await schema.query(
      `CREATE TABLE "${schema.name}"."s" (pk OBJECT(STRICT) AS (id STRING PRIMARY KEY, sort BIGINT PRIMARY KEY), data OBJECT(DYNAMIC), aux OBJECT(IGNORED))`,
    );
    await schema.query(
      `INSERT INTO "${schema.name}"."s" (pk, data, aux) VALUES ({id='a', sort=1}, {x=1}, {}), ({id='b', sort=1}, {x=1}, {})`,
    );
    const lines = [
      documentSchema,
      document('a', 5, { data: { x: 2 }, aux: {} }),
      document('b', 5, { _sdc_deleted_at: '2026-01-02T03:04:05Z' }),
      document('n', 5, { data: { y: true }, aux: {} }),
    ];
    const outcome = await load(schema, lines, settings);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await documents(schema, 's')).toMatchObject([
      { pk: { id: 'a', sort: 1 }, data: { x: 2 } },
      { pk: { id: 'n', sort: 1 }, data: { y: true } },
    ]);
  });
});
