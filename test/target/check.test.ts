import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { program } from '../../target-cratedb/dist/program.js';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { runInThisProcess } from '../support/programs/in-process.ts';
import type { Outcome } from '../support/programs/run.ts';
import { SECRETS } from '../support/programs/secrets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type Settings = { readonly [setting: string]: string };

async function check(url: string, settings: Settings = {}, args: string[] = []): Promise<Outcome> {
  const env = Object.entries({ url, ...settings }).map(([name, value]) => [
    `TARGET_CRATEDB_${name.toUpperCase()}`,
    value,
  ]);
  return await runInThisProcess(program, ['--check', ...args], { env: Object.fromEntries(env) });
}

/** Level and text of the lines of a topic. */
function found({ stdout }: Outcome, topic: string): string[] {
  const lines = stdout.split('\n').filter((line) => line.slice(5, 17).trim() === topic);
  return lines.map((line) => `${line.slice(0, 4).trim()} ${line.slice(18)}`);
}

/** Names of the tables of a schema, with what is in them. */
async function contents(schema: TestSchema): Promise<string> {
  const sql = 'SELECT table_name FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1';
  const names = (await schema.query(sql, [schema.name])).map((row) =>
    String(Object.values(row as object)[0]),
  );
  const rows = await Promise.all(names.map((name) => schema.rows(name)));
  return createHash('sha256')
    .update(JSON.stringify([names, rows]))
    .digest('hex');
}

const STATE = JSON.stringify({
  bookmarks: { 'cdc-stream': { tables: { orders: { key_properties: ['id'] } } } },
});

describe('target-cratedb --check', () => {
  test('finds everything in order before the first load, and makes nothing', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const paths = ['state.json', 'bad.jsonl'].map((name) => join(folder.path, name));
    const settings = {
      on_bad_record: 'dead_letter',
      dead_letter_path: paths[1] ?? '',
      state_table: '_states',
    };
    const outcome = await check(schema.url, settings, ['--state-file', paths[0] ?? '']);
    expect(outcome.code, outcome.stdout + outcome.stderr).toBe(0);
    expect(outcome.stdout).not.toMatch(/^(?:FAIL|skip)/m);
    expect(found(outcome, 'connection')[0]).toMatch(/^ok .*CrateDB/);
    expect(found(outcome, 'state')[0]).toMatch(/^ok .*none yet/);
    expect(readdirSync(folder.path)).toEqual([]);
    const tables = 'SELECT table_name FROM information_schema.tables WHERE table_schema = $1';
    expect(await schema.query(tables, [schema.name])).toEqual([]);
  });

  test('looks at the tables of the kept state, their keys and layout, and changes nothing', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const state = join(folder.path, 'state.json');
    writeFileSync(state, STATE);
    const missing = await check(schema.url, {}, ['--state-file', state]);
    expect([missing.code, found(missing, 'tables')[0]]).toEqual([
      1,
      expect.stringMatching(/^FAIL TABLE_MISSING/),
    ]);
    await schema.query(`CREATE TABLE "${schema.name}"."orders" ("id" TEXT PRIMARY KEY, "n" BIGINT)`);
    await schema.query(`INSERT INTO "${schema.name}"."orders" ("id", "n") VALUES ('a', 1)`);
    await schema.query(`REFRESH TABLE "${schema.name}"."orders"`);
    const before = await contents(schema);
    const good = await check(schema.url, {}, ['--state-file', state]);
    expect([good.code, found(good, 'tables')]).toEqual([0, [expect.stringContaining('primary key ("id")')]]);
    const document = await check(schema.url, { record_layout: 'document' }, ['--state-file', state]);
    expect([document.code, found(document, 'tables')[0]]).toEqual([
      1,
      expect.stringMatching(/^FAIL .*pk, data/),
    ]);
    expect(await contents(schema)).toBe(before);
  });

  test('says what keeps another table from being loaded', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await schema.query(`CREATE TABLE "${schema.name}"."t" ("id" TEXT PRIMARY KEY, "_sdc_sequence" TEXT)`);
    const versions = await check(`${schema.url}/t`);
    expect([versions.code, found(versions, 'tables')[0]]).toEqual([
      1,
      expect.stringContaining('hold versions'),
    ]);
    const shared = await check(`${schema.url}/t`, { table_options: '{"a": {}, "b": {}}' });
    expect([shared.code, found(shared, 'tables')[0]]).toEqual([1, expect.stringContaining('TABLE_SHARED')]);
  });

  test('what cannot be reached is a FAIL, and the rest is looked at all the same', async () => {
    const url = `postgresql://u:${encodeURIComponent(SECRETS.password)}@127.0.0.1:1/doc`;
    const outcome = await check(url, { state_table: 'x' });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('CHECK_FAILED');
    expect(found(outcome, 'connection')[0]).toMatch(/^FAIL CRATEDB_UNREACHABLE.*refused|ECONNREFUSED/i);
    expect(found(outcome, 'rights')).toEqual([expect.stringMatching(/^skip/)]);
    expect(found(outcome, 'deletions')[0]).toMatch(/^ok .*48 h/);
  });

  test('a node of several that is down is a warning', async () => {
    const { host, port } = crateServer(inject('cratedb'));
    const outcome = await check(`postgresql://crate@127.0.0.1:1,${host}:${port}/doc`);
    expect(found(outcome, 'connection').map((line) => line.split(' ')[0])).toEqual(['warn', 'ok']);
    expect(outcome.code, outcome.stdout).toBe(0);
  });

  test('files that could not be written are a FAIL before a load needs them', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'folder'));
    const settings = { on_bad_record: 'dead_letter', dead_letter_path: join(folder.path, 'no', 'bad.jsonl') };
    const outcome = await check(inject('cratedb'), settings, ['--state-file', join(folder.path, 'folder')]);
    expect(outcome.code).toBe(1);
    expect(found(outcome, 'state')[0]).toMatch(/^FAIL .*a folder/);
    expect(found(outcome, 'bad records')[0]).toMatch(/^FAIL .*does not exist/);
    expect(existsSync(join(folder.path, 'no'))).toBe(false);
  });

  test('is no part of something else', async () => {
    expect((await check(inject('cratedb'), {}, ['--print-state'])).code).toBe(2);
    const invalid = await check(inject('cratedb'), { batch_size_rows: 'many' });
    expect([invalid.code, invalid.stdout]).toEqual([2, '']);
    expect(invalid.stderr).toContain('CONFIG_INVALID');
  });
});

test.runIf(inject('cratedbIsReal'))('a view is no table', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(`CREATE VIEW "${schema.name}"."v" AS SELECT 1 AS "id"`);
  try {
    const outcome = await check(`${schema.url}/v`);
    expect([outcome.code, found(outcome, 'tables')[0]]).toEqual([1, expect.stringContaining('VIEW')]);
  } finally {
    await schema.query(`DROP VIEW "${schema.name}"."v"`);
  }
});

// Only CrateDB has users, privileges and blocks.
describe.runIf(inject('cratedbIsReal'))('the rights of a user', () => {
  let schema: TestSchema;
  let url: string;
  beforeAll(async () => {
    schema = await openSchema(inject('cratedb'));
    const user = `${schema.name}_checker`;
    const { host, port } = crateServer(schema.url);
    url = `postgresql://${user}:${encodeURIComponent(SECRETS.password)}@${host}:${port}/${schema.name}`;
    await schema.query(`CREATE USER "${user}" WITH (password = '${SECRETS.password}')`);
    await schema.query(`CREATE TABLE "${schema.name}"."t" ("id" TEXT PRIMARY KEY)`);
    return async () => {
      await schema.query(`DROP USER IF EXISTS "${user}"`);
      await schema[Symbol.asyncDispose]();
    };
  });
  const user = (): string => `"${schema.name}_checker"`;

  test.each(['DQL', 'DML', 'DDL'])('%s that is missing is named, with its GRANT', async (privilege) => {
    await schema.query(`GRANT DQL, DML, DDL ON SCHEMA "${schema.name}" TO ${user()}`);
    const good = await check(`${url}/t`, { state_table: '_states' });
    expect(good.code, good.stdout).toBe(0);
    await schema.query(`REVOKE ${privilege} ON SCHEMA "${schema.name}" FROM ${user()}`);
    const outcome = await check(`${url}/t`, { state_table: '_states' });
    expect(outcome.code).toBe(1);
    const grant = `GRANT ${privilege} ON SCHEMA "${schema.name}" TO ${user()}`;
    expect(found(outcome, 'rights')).toEqual([
      expect.stringContaining(grant),
      expect.stringContaining(grant),
    ]);
    expect(outcome.stdout).toMatch(/^FAIL rights/m);
  });

  test('a table that is blocked or closed is named, with what opens it', async () => {
    const table = `"${schema.name}"."t"`;
    for (const [close, open] of [
      ['SET ("blocks.write" = true)', 'SET ("blocks.write" = false)'],
      ['CLOSE', 'OPEN'],
    ]) {
      await schema.query(`ALTER TABLE ${table} ${close}`);
      const outcome = await check(`${schema.url}/t`);
      expect(found(outcome, 'tables')[0]).toContain(`ALTER TABLE ${table} ${open}`);
      await schema.query(`ALTER TABLE ${table} ${open}`);
      expect((await check(`${schema.url}/t`)).code).toBe(0);
    }
  });
});
