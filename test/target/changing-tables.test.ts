import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test, vi } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, plain, rowsById, statesIn } from './load.ts';
import { type InputLine, recordMessage, schemaMessage, stateMessage, stateOf, textOf } from './messages.ts';

// Each of them waits for a pause of the target, which grows with every try.
vi.setConfig({ testTimeout: 120_000 });

const SCHEMA = schemaMessage('s', { id: 'integer', v: 'integer', o: { type: ['object', 'null'] } });
const record = (id: number): object => recordMessage('s', { id, v: id, o: { a: id } });
const records = (from: number, count: number): object[] =>
  Array.from({ length: count }, (_, n) => record(from + n));

/** Bad records go to a file, of which a test can say whether it is there. */
function deadLetters(path: string): { settings: object; lines: () => string[] } {
  const file = join(path, 'dead.jsonl');
  return {
    settings: { on_bad_record: 'dead_letter', dead_letter_path: file },
    lines: () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []),
  };
}

/** Runs something once, as soon as the target says that it waits. */
function whenRetrying(work: () => Promise<unknown>) {
  let done: Promise<unknown> | undefined;
  return {
    options: {
      started: (child: { stderr: NodeJS.ReadableStream | null }) => {
        child.stderr?.on('data', (text: string) => {
          if (text.includes('retrying')) done ??= work();
        });
      },
    },
    finished: async () => await done,
  };
}

const tableOf = (schema: TestSchema): string => `"${schema.name}"."s"`;

describe.runIf(inject('cratedbIsReal'))('a state of the cluster makes no bad row', () => {
  test.each([
    [
      'a full disk',
      'SET ("blocks.read_only_allow_delete" = true)',
      'SET ("blocks.read_only_allow_delete" = false)',
    ],
    ['a closed table', 'CLOSE', 'OPEN'],
    ['a read-only table', 'SET ("blocks.read_only" = true)', 'SET ("blocks.read_only" = false)'],
  ])('%s', async (_, block, unblock) => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const letters = deadLetters(folder.path);
    await load(schema, [SCHEMA, record(0)]);
    await schema.query(`ALTER TABLE ${tableOf(schema)} ${block}`);
    const waiting = whenRetrying(() => schema.query(`ALTER TABLE ${tableOf(schema)} ${unblock}`));
    const lines = [SCHEMA, ...records(0, 1400), stateMessage(1)];
    const outcome = await load(schema, lines, { ...letters.settings }, waiting.options);
    await waiting.finished();
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(letters.lines()).toEqual([]);
    expect(await schema.rows('s')).toHaveLength(1400);
  });

  test('a column that the table asks of every row', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const letters = deadLetters(folder.path);
    await schema.query(`CREATE TABLE ${tableOf(schema)} ("id" BIGINT PRIMARY KEY, "needed" TEXT NOT NULL)`);
    const outcome = await load(schema, [SCHEMA, ...records(1, 50), stateMessage(1)], { ...letters.settings });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/CRATEDB_REFUSED.*every one of the 50 rows.*"needed" must not be null/);
    expect(letters.lines()).toEqual([]);
    expect(statesIn(outcome)).toEqual([]);
  });
});

describe.runIf(inject('cratedbIsReal'))('what no time helps against is not waited for', () => {
  test('a stream named like a view', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await schema.query(`CREATE VIEW ${tableOf(schema)} AS SELECT 1 AS "id"`);
    const outcome = await load(schema, [SCHEMA, record(1)]);
    await schema.query(`DROP VIEW ${tableOf(schema)}`);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/TABLE_UNSUITABLE.*is a view/);
    expect(outcome.stderr).not.toContain('retrying');
  });

  test('a value that speaks like a cluster in trouble', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const letters = deadLetters(folder.path);
    const rule = `CHECK ("t" NOT LIKE '%capacity%')`;
    await schema.query(`CREATE TABLE ${tableOf(schema)} ("id" BIGINT PRIMARY KEY, "t" TEXT ${rule})`);
    const lines = ['Queue capacity reached', 'fine'].map((t, id) => recordMessage('s', { id, t }));
    const all = [schemaMessage('s', { id: 'integer', t: 'string' }), ...lines, stateMessage(1)];
    const outcome = await load(schema, all, { ...letters.settings });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).not.toContain('retrying');
    expect(letters.lines()).toHaveLength(1);
    expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1']);
  });
});

/** A target that goes on reading while a test changes its table. */
async function running(first: readonly InputLine[], settings: Readonly<Record<string, string>> = {}) {
  const schema = await openSchema(inject('cratedb'));
  const folder = temporaryFolder();
  const letters = join(folder.path, 'dead.jsonl');
  const target = openProcess(BIN.target, [schema.url], {
    TARGET_CRATEDB_BATCH_WAIT_LIMIT_SECONDS: '0.2',
    TARGET_CRATEDB_STATE_INTERVAL_SECONDS: '0',
    TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter',
    TARGET_CRATEDB_DEAD_LETTER_PATH: letters,
    ...settings,
  });
  target.write(textOf(first));
  await expect.poll(() => target.stdout(), { timeout: 50_000 }).not.toBe('');
  return {
    schema,
    target,
    letters: () => (existsSync(letters) ? readFileSync(letters, 'utf8') : ''),
    [Symbol.asyncDispose]: async () => {
      await target[Symbol.asyncDispose]();
      await schema[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const FIRST = [SCHEMA, ...records(1, 20), stateMessage(1)];

describe.runIf(inject('cratedbIsReal'))('a table that changes while the target runs', () => {
  test('columns and members that are dropped are declared again', async () => {
    await using load = await running(FIRST);
    await load.schema.query(`ALTER TABLE ${tableOf(load.schema)} DROP COLUMN "v"`);
    await load.schema.query(`ALTER TABLE ${tableOf(load.schema)} DROP COLUMN "o"['a']`);
    load.target.write(textOf([...records(10, 600), stateMessage(2)]));
    load.target.end();
    expect(await load.target.ended, load.target.stderr()).toBe(0);
    expect(load.target.stdout(), load.target.stderr()).toContain(JSON.stringify(stateOf(2)));
    expect(load.letters()).toBe('');
    const rows = await rowsById(load.schema, 's');
    expect(Object.keys(rows)).toHaveLength(609);
    expect([rows[10], rows[609]]).toEqual([
      { v: 10, o: { a: 10 } },
      { v: 609, o: { a: 609 } },
    ]);
  });

  test('a member that is dropped is declared before rows are updated with it', async () => {
    await using load = await running(FIRST);
    await load.schema.query(`ALTER TABLE ${tableOf(load.schema)} DROP COLUMN "o"['a']`);
    await sleep(1100);
    const updates = Array.from({ length: 20 }, (_, n) =>
      recordMessage('s', { id: n + 1, v: n, o: n === 3 ? { a: n } : { a: n, x: null } }),
    );
    load.target.write(textOf([...updates, stateMessage(2)]));
    load.target.end();
    expect(await load.target.ended, load.target.stderr()).toBe(0);
    expect(load.target.stderr()).toContain('has lost');
    const rows = await rowsById(load.schema, 's');
    expect(Object.keys(rows)).toHaveLength(20);
    for (const [id, row] of Object.entries(rows)) expect(row).toMatchObject({ o: { a: Number(id) - 1 } });
  });

  test('a column that has another type now gets no value that it would change', async () => {
    await using load = await running(FIRST);
    await load.schema.query(`ALTER TABLE ${tableOf(load.schema)} DROP COLUMN "v"`);
    await load.schema.query(`ALTER TABLE ${tableOf(load.schema)} ADD COLUMN "v" TEXT`);
    await sleep(1100);
    load.target.write(textOf([recordMessage('s', { id: 1, v: 5 }), stateMessage(2)]));
    load.target.end();
    expect(await load.target.ended, load.target.stderr()).toBe(0);
    await load.schema.query(`REFRESH TABLE ${tableOf(load.schema)}`);
    const [row] = await load.schema.query(
      `SELECT "v", "_sdc_overflow" FROM ${tableOf(load.schema)} WHERE "id" = 1`,
    );
    expect(plain(row)).toEqual({ v: '5', _sdc_overflow: { v: 5 } });
  });

  test.each([
    ['dropped', 'DROP TABLE {}'],
    ['renamed', 'ALTER TABLE {} RENAME TO "other"'],
  ])('a table that is %s ends the target, and it is not created again', async (_, statement) => {
    await using load = await running(FIRST);
    await load.schema.query(statement.replace('{}', tableOf(load.schema)));
    load.target.write(textOf([...records(10, 2000), stateMessage(2)]));
    load.target.end();
    expect(await load.target.ended).toBe(1);
    expect(load.target.stderr()).toContain('TABLE_MISSING');
    expect(load.target.stderr()).toContain('new state');
    expect(load.target.stdout()).not.toContain(JSON.stringify(stateOf(2)));
    expect(load.letters()).toBe('');
    await expect(load.schema.query(`SELECT 1 FROM ${tableOf(load.schema)}`)).rejects.toThrow('unknown');
  });
});

describe('a table that is gone since the state was kept', () => {
  test('is not created again under that state', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const settings = { state_table: 'states' };
    expect(await load(schema, FIRST, settings)).toMatchObject({ code: 0 });
    await schema.query(`DROP TABLE ${tableOf(schema)}`);
    const again = await load(schema, [SCHEMA, record(21), stateMessage(2)], settings);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/TABLE_MISSING.*stream "s" was loaded before/);
    expect(statesIn(again)).toEqual([]);
    const other = await load(schema, [SCHEMA, record(21), stateMessage(2)], { ...settings, state_id: 'new' });
    expect(other.code, other.stderr).toBe(0);
    expect(Object.keys(await rowsById(schema, 's'))).toEqual(['21']);
  });

  test('a stream that the state does not know gets its table', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const settings = { state_table: 'states' };
    expect(await load(schema, FIRST, settings)).toMatchObject({ code: 0 });
    const other = schemaMessage('other', { id: 'integer' });
    const outcome = await load(schema, [other, recordMessage('other', { id: 1 }), stateMessage(2)], settings);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(Object.keys(await rowsById(schema, 'other'))).toEqual(['1']);
  });
});
