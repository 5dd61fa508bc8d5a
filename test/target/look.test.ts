import { expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, type Outcome, run } from '../support/programs/run.ts';

async function look(url: string, ...args: readonly string[]): Promise<Outcome> {
  return await run(BIN.target, args, { env: { TARGET_CRATEDB_URL: url } });
}

test('shell prints an answer as a table, as JSON lines and as CSV', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const table = `"${schema.name}"."demo"`;
  await schema.query(`CREATE TABLE ${table} ("id" BIGINT PRIMARY KEY, "text" TEXT, "n" DOUBLE PRECISION)`);
  await schema.query(
    `INSERT INTO ${table} ("id", "text", "n") VALUES (9007199254740993, 'a, "b"', 1.5), (2, '', NULL)`,
  );
  await schema.query(`REFRESH TABLE ${table}`);
  const select = ['shell', '--command', `SELECT "id", "text", "n" FROM ${table} ORDER BY "n" NULLS LAST`];
  const shown = await look(schema.url, ...select);
  expect(shown.stdout).toBe(
    [
      'id               | text   | n',
      '-----------------+--------+-----',
      '9007199254740993 | a, "b" | 1.5',
      '2                |        | NULL',
      '(2 rows)',
      '',
    ].join('\n'),
  );
  expect((await look(schema.url, ...select, '--format', 'json')).stdout).toBe(
    '{"id":9007199254740993,"text":"a, \\"b\\"","n":1.5}\n{"id":2,"text":"","n":null}\n',
  );
  expect((await look(schema.url, ...select, '--format', 'csv')).stdout).toBe(
    'id,text,n\n9007199254740993,"a, ""b""",1.5\n2,"",\n',
  );
});

test('shell says what a statement did, and what is wrong with one', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const created = await look(
    schema.url,
    'shell',
    '--command',
    `CREATE TABLE "${schema.name}"."t" ("a" BIGINT)`,
  );
  expect(created.stdout).toMatch(/^CREATE/);
  const wrong = await look(schema.url, 'shell', '--command', 'SELEC 1');
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('CRATEDB_REFUSED');
});

test('arrays and objects are JSON in every format', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const table = `"${schema.name}"."t"`;
  await schema.query(
    `CREATE TABLE ${table} ("id" BIGINT PRIMARY KEY, "tags" ARRAY(TEXT), "n" ARRAY(BIGINT), "b" ARRAY(BOOLEAN),
      "o" OBJECT(DYNAMIC) AS ("a" ARRAY(TEXT)), "oo" ARRAY(OBJECT(DYNAMIC) AS ("q" TEXT)), "e" ARRAY(TEXT))`,
  );
  const row = {
    id: 1,
    tags: ['x', 'y"z', 'a,b', 'c","d', '\\', '{}', '', 'NULL', null, 'ü'.repeat(100)],
    n: [1, null, 2],
    b: [true, false],
    o: { a: ['x'] },
    oo: [{ q: 'a"\\b' }, { q: 'z' }],
    e: [],
  };
  const sql = `INSERT INTO ${table} ("id", "tags", "n", "b", "o", "oo", "e")
    SELECT r['id'], r['tags'], r['n'], r['b'], r['o'], r['oo'], r['e'] FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)`;
  await schema.query(sql, [[JSON.stringify(row)]]);
  const select = [
    'shell',
    '--command',
    `SELECT "id", "tags", "n", "b", "o", "oo", "e" FROM ${table}`,
    '--format',
  ];
  const json = await look(schema.url, ...select, 'json');
  expect(json.stderr).toBe('');
  expect(JSON.parse(json.stdout)).toEqual(row);
  const values = [row.tags, row.n, row.b, row.o, row.oo, row.e].map((value) => JSON.stringify(value));
  const csv = await look(schema.url, ...select, 'csv');
  const fields = values.map((value) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value));
  // The stand-in writes objects with blanks.
  expect(csv.stdout.replaceAll(': ', ':')).toBe(`id,tags,n,b,o,oo,e\n1,${fields.join(',')}\n`);
  const shown = await look(schema.url, ...select, 'table');
  expect(shown.stdout.replaceAll(': ', ':').split('\n')[2]).toBe(`1  | ${values.join(' | ')}`);
});

test.runIf(inject('cratedbIsReal'))(
  'arrays in arrays, times, decimals and points are JSON, too',
  async () => {
    const { targetUrl } = crateServer(inject('cratedb'));
    const sql = `SELECT [[1], [2, 3], []] AS a, [['x'], ['y', 'z"']] AS b, ['2026-01-02T03:04:05.678Z'::TIMESTAMPTZ] AS c,
    [1.25::NUMERIC(38, 2)] AS d, [1.5, 2.5]::GEO_POINT AS e, ['127.0.0.1'::IP] AS f, [9007199254740993] AS g`;
    const { stdout } = await look(targetUrl, 'shell', '--format', 'json', '--command', sql);
    expect(stdout).toBe(
      '{"a":[[1],[2,3],[]],"b":[["x"],["y","z\\""]],"c":["2026-01-02 03:04:05.678+00"],"d":[1.25],"e":[1.5,2.5],"f":["127.0.0.1"],"g":[9007199254740993]}\n',
    );
  },
);

test('shell runs several statements, in their order, up to the first that is wrong', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const table = `"${schema.name}"."t"`;
  const sql = `CREATE TABLE ${table} ("a;b" TEXT); INSERT INTO ${table} VALUES ('x;y'); -- and;
    SELECT "a;b" FROM ${table}; SELEC 1; DROP TABLE ${table};`;
  const outcome = await look(schema.url, 'shell', '--command', sql);
  expect(outcome.stdout).toMatch(/^CREATE.*\n\nINSERT.* 1\n\na;b\n---\nx;y\n\(1 row\)\n$/);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('CRATEDB_REFUSED');
  expect(await schema.rows('t')).toEqual([{ 'a;b': 'x;y' }]);
  const lines = await look(
    schema.url,
    'shell',
    '--format',
    'json',
    '--command',
    'SELECT 1 AS a; SELECT 2 AS b',
  );
  expect([lines.code, lines.stdout]).toEqual([0, '{"a":1}\n{"b":2}\n']);
});

test.each(['SELECT * FROM nothing_here.t', 'SELECT * FROM doc.nothing_here'])(
  'the advice about %s is about the name',
  async (sql) => {
    const { targetUrl } = crateServer(inject('cratedb'));
    const outcome = await look(targetUrl, 'shell', '--command', sql);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('Correct the name; `SHOW SCHEMAS`');
    expect(outcome.stderr).not.toMatch(/GRANT|STATE/);
  },
);

test('show-table prints the definition and the number of rows', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(`CREATE TABLE "${schema.name}"."demo" ("id" BIGINT NOT NULL, PRIMARY KEY ("id"))`);
  await schema.query(`INSERT INTO "${schema.name}"."demo" ("id") VALUES (1), (2)`);
  for (const name of ['demo', `${schema.name}.demo`]) {
    const { stdout } = await look(schema.url, 'show-table', name);
    expect(stdout).toContain('CREATE TABLE IF NOT EXISTS');
    expect(stdout).toMatch(/;\n-- 2 rows\n$/);
  }
  const missing = await look(schema.url, 'show-table', 'nothing');
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('TABLE_UNKNOWN');
});
