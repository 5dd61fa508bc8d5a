import { expect, inject, test, vi } from 'vitest';
import { csvRows } from '../mixing/csv.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import type { OpenProcess } from '../support/programs/open-process.ts';
import { BIN, type Outcome, run } from '../support/programs/run.ts';
import { hasTerminal, openTerminal } from '../support/programs/terminal.ts';

const PROGRAMS = ['target', 'relay'] as const;

/** Runs `shell` of a program, with the URL as its argument. */
async function shell(
  program: (typeof PROGRAMS)[number],
  url: string,
  args: readonly string[],
  stdin = '',
): Promise<Outcome> {
  return await run(BIN[program], ['shell', ...args, url], { stdin });
}

async function withTable(): Promise<TestSchema> {
  const schema = await openSchema(inject('cratedb'));
  await schema.query(`CREATE TABLE "${schema.name}"."t" ("id" BIGINT PRIMARY KEY, "v" TEXT)`);
  return schema;
}

test.each(PROGRAMS)('%s: statements of -c, of several -c, and of stdin', async (program) => {
  await using schema = await withTable();
  const t = `"${schema.name}"."t"`;
  const insert = `INSERT INTO ${t} ("id", "v") VALUES (1, 'a;b')`;
  const select = `SELECT "v" FROM ${t}`;
  const several = await shell(program, schema.url, ['--format', 'json', '-c', insert, '-c', select]);
  expect(several.code, several.stderr).toBe(0);
  expect(several.stdout).toBe('{"v":"a;b"}\n');
  const read = await shell(program, schema.url, ['--format', 'csv'], `-- two\n${select};\n${select}`);
  expect([read.code, read.stdout], read.stderr).toEqual([0, 'v\na;b\nv\na;b\n']);
  const none = await shell(program, schema.url, []);
  expect([none.code, none.stdout]).toEqual([0, '']);
  const refused = await shell(program, schema.url, [], `SELEC 1; DELETE FROM ${t};`);
  expect([refused.code, refused.stdout]).toEqual([1, '']);
  expect(refused.stderr).toContain('CRATEDB_REFUSED');
  expect(await schema.rows('t')).toHaveLength(1);
});

test.each(PROGRAMS)('%s: show-table by the URL that is its last argument', async (program) => {
  await using schema = await withTable();
  const shown = await run(BIN[program], ['show-table', 't', schema.url]);
  expect(shown.code, shown.stderr).toBe(0);
  expect(shown.stdout).toMatch(/^CREATE TABLE[\s\S]*;\n-- 0 rows\n$/);
  const env = { CRATEDB_SQLALCHEMY_URL: schema.url };
  expect((await run(BIN[program], ['show-table', 't'], { env })).stdout).toBe(shown.stdout);
  expect((await run(BIN[program], ['show-table'], { env })).code).toBe(2);
});

test('the relay needs the URL of CrateDB for it, and no source', async () => {
  const outcome = await run(BIN.relay, ['shell', '-c', 'SELECT 1']);
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('"target" is required');
  expect(outcome.stderr).not.toContain('"source"');
});

// The stand-in has one default schema.
test.runIf(inject('cratedbIsReal'))('names without a schema are of the schema of the URL', async () => {
  await using schema = await withTable();
  const sql = 'SELECT current_schema AS "s", count(*) AS "n" FROM t';
  for (const url of [schema.url, `${schema.url}/other`]) {
    const { stdout, stderr } = await shell('target', url, ['--format', 'json', '-c', sql]);
    expect(stdout, stderr).toBe(`{"s":"${schema.name}","n":0}\n`);
  }
});

const ODD = ['=1+1', ' a ', 'a,"b"', 'x\ny', 'x\r\ny', '\u001b[2Jz', '', 'ü|\\|_a_ *b* <i>', '@x', '-1', "'"];

test('CSV holds every value as it is', async () => {
  await using schema = await withTable();
  const t = `"${schema.name}"."t"`;
  for (const [id, value] of ODD.entries())
    await schema.query(`INSERT INTO ${t} ("id", "v") VALUES ($1, $2)`, [id, value]);
  await schema.query(`INSERT INTO ${t} ("id", "v") VALUES (99, NULL)`);
  const select = `SELECT "id", "v" FROM ${t} ORDER BY "id"`;
  const csv = await shell('target', schema.url, ['--format', 'csv', '-c', select]);
  expect(csvRows(csv.stdout).map(({ v }) => v)).toEqual([...ODD, '']);
  expect(csv.stdout).toContain('\n6,""\n');
  expect(csv.stdout).toMatch(/\n99,\n$/);
  const table = await shell('target', schema.url, ['-c', select]);
  expect(table.stdout).toContain('\\u001b[2Jz');
  expect(table.stdout).not.toContain('\u001b');
  const markdown = await shell('target', schema.url, ['--format', 'markdown', '-c', select]);
  expect(markdown.stdout.split('\n').slice(0, 2)).toEqual(['| id | v |', '| ---: | --- |']);
  expect(markdown.stdout).toContain('| 3 | x\\ny |\n');
  expect(markdown.stdout).toContain('| 7 | ü\\|\\\\\\|\\_a\\_ \\*b\\* \\<i\\> |\n');
  expect(markdown.stdout).toContain('| 99 | NULL |\n');
});

test('columns of one name are all in the JSON', async () => {
  const sql = 'SELECT 1 AS "a", 2 AS "a", 3 AS "a_2"';
  const { stdout } = await shell('target', inject('cratedb'), ['--format', 'json', '-c', sql]);
  expect(stdout).toBe('{"a":1,"a_3":2,"a_2":3}\n');
});

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const UP = '\u001b[A';
const PROMPT = 'cratedb> ';

/** A prompt on a terminal: what is typed, and what it shows after that. */
function session(program: (typeof PROGRAMS)[number], url: string, args: readonly string[] = []) {
  const terminal = openTerminal(BIN[program], ['shell', ...args, url]);
  let seen = 0;
  /** Waits for a text, and returns what is shown up to its end. */
  const until = async (text: string): Promise<string> => {
    await vi.waitFor(() => expect(terminal.stdout().slice(seen)).toContain(text), 60_000);
    const shown = terminal.stdout().slice(seen);
    const end = shown.indexOf(text) + text.length;
    seen += end;
    return shown.slice(0, end);
  };
  return { terminal, until } satisfies { terminal: OpenProcess; until: unknown };
}

test.runIf(hasTerminal).each(PROGRAMS)(
  '%s prompts on a terminal until its user ends it',
  { timeout: 120_000 },
  async (program) => {
    const { terminal, until } = session(program, inject('cratedb'), ['--format', 'csv']);
    await using _ = terminal;
    await until(PROMPT);
    terminal.write("SELECT 'one;\r");
    await until('... ');
    terminal.write('two\' AS "x"; SELECT 3 AS "three";\r');
    expect(await until(`three\r\n3\r\n`)).toMatch(/x\r\n"one;\r?\ntwo"\r\n/);
    terminal.write('SELEC 1;\r');
    await until('CRATEDB_REFUSED');
    await until(PROMPT);
    terminal.write(`${UP}${UP}${UP}`);
    await until("SELECT 'one;");
    terminal.write(CTRL_C);
    await until(PROMPT);
    terminal.write('SELECT 4 AS "four";\r');
    await until('four\r\n4\r\n');
    terminal.write('SELECT 4 +\r');
    await until('... ');
    terminal.write(CTRL_C);
    await until(PROMPT);
    terminal.write('SELECT 5 AS "five";\r');
    await until('five\r\n5\r\n');
    terminal.write(program === 'relay' ? CTRL_D : '\\q\r');
    expect(await terminal.ended).toBe(0);
  },
);
