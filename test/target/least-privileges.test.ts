import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { BIN, type Outcome, run } from '../support/programs/run.ts';
import { SECRETS } from '../support/programs/secrets.ts';
import type { InputLine } from './messages.ts';
import { recordMessage, schemaMessage, stateMessage, textOf } from './messages.ts';

/** What the documents say that the target's user needs, on the schema. */
const DOCUMENTED = ['DDL', 'DML', 'DQL'];
const DELETED = { _sdc_deleted_at: '2026-01-02T03:04:05Z' };
const TYPES = { id: 'integer', v: 'integer', _sdc_sequence: 'integer', _sdc_deleted_at: 'string' } as const;
const SCHEMA = schemaMessage('s', TYPES);
const row = (id: unknown, more: object = {}): object =>
  recordMessage('s', { id, v: 1, _sdc_sequence: 1, ...more });

// Only CrateDB has users and privileges.
describe.runIf(inject('cratedbIsReal'))('a user with the documented privileges alone', () => {
  let schema: TestSchema;
  let user: string;
  beforeAll(async () => {
    schema = await openSchema(inject('cratedb'));
    user = `${schema.name}_loader`;
    await schema.query(`CREATE USER "${user}" WITH (password = '${SECRETS.password}')`);
    await schema.query(`GRANT ${DOCUMENTED.join(', ')} ON SCHEMA "${schema.name}" TO "${user}"`);
  });
  afterAll(async () => {
    await schema.query(`DROP USER IF EXISTS "${user}"`);
    await schema[Symbol.asyncDispose]();
  });

  async function target(
    args: readonly string[],
    lines: InputLine[] = [],
    settings = {},
    name = user,
  ): Promise<Outcome> {
    const { host, port } = crateServer(schema.url);
    const url = `postgresql://${name}:${encodeURIComponent(SECRETS.password)}@${host}:${port}/${schema.name}`;
    return await run(BIN.target, args, {
      stdin: textOf(lines),
      env: { TARGET_CRATEDB_URL: url, TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '5', ...settings },
    });
  }

  test('a user who may not make a view gets a warning, and rows are written all the same', async () => {
    const reader = `${user}_rows`;
    await schema.query(
      `CREATE TABLE "${schema.name}"."rows" ("id" BIGINT PRIMARY KEY, "v" BIGINT, "_sdc_sequence" BIGINT,
        "_sdc_deleted_at" TIMESTAMP WITH TIME ZONE, "_sdc_overflow" OBJECT(IGNORED))`,
    );
    await schema.query(`CREATE USER "${reader}" WITH (password = '${SECRETS.password}')`);
    await schema.query(`GRANT DML, DQL ON SCHEMA "${schema.name}" TO "${reader}"`);
    const mark = { TARGET_CRATEDB_DELETE_MODE: 'mark', TARGET_CRATEDB_ADD_RECORD_METADATA: 'false' };
    const lines = [schemaMessage('rows', TYPES), recordMessage('rows', { id: 1, v: 1, _sdc_sequence: 1 })];
    try {
      const loaded = await target([], lines, mark, reader);
      expect(loaded.stderr).toMatch(
        /The view .*rows_live.* cannot be made: .*rows are written all the same/s,
      );
      expect(loaded.code, loaded.stderr).toBe(0);
      expect(await schema.rows('rows')).toHaveLength(1);
      const named = { ...mark, TARGET_CRATEDB_TABLE_OPTIONS: '{"rows": {"view": "shown"}}' };
      const refused = await target([], lines, named, reader);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/TABLE_UNSUITABLE|CRATEDB_DENIED/);
    } finally {
      await schema.query(`DROP USER IF EXISTS "${reader}"`);
    }
  });

  test('has no others', async () => {
    const sql = 'SELECT type, class FROM sys.privileges WHERE grantee = $1 ORDER BY type';
    expect(await schema.query(sql, [user])).toEqual(DOCUMENTED.map((type) => ({ type, class: 'SCHEMA' })));
  });

  test.each<[string, InputLine[], object, unknown[]]>([
    ['makes tables, writes rows', [SCHEMA, row(1), row(2), row(3)], {}, ['1', '2', '3']],
    [
      'adds columns and members',
      [SCHEMA, row(1, { new: { a: 1 } }), row(2, { new: { b: 'x' } })],
      {},
      ['1', '2', '3'],
    ],
    ['deletes rows, keeps tombstones', [SCHEMA, row(2, { ...DELETED, _sdc_sequence: 2 })], {}, ['1', '3']],
    [
      'keeps a state',
      [SCHEMA, row(4), stateMessage(7)],
      { TARGET_CRATEDB_STATE_TABLE: '_states' },
      ['1', '3', '4'],
    ],
    [
      'rebuilds a table for a wider key',
      [SCHEMA, row(1.5)],
      { TARGET_CRATEDB_VALIDATE_RECORDS: 'false' },
      ['1', '1.5', '3', '4'],
    ],
    ['replaces a table', [SCHEMA, row(8), row(9)], { TARGET_CRATEDB_LOAD_METHOD: 'overwrite' }, ['8', '9']],
    [
      'appends',
      [schemaMessage('a', { id: 'integer' }), recordMessage('a', { id: 1 })],
      { TARGET_CRATEDB_LOAD_METHOD: 'append-only' },
      ['8', '9'],
    ],
    [
      'ends older versions',
      [SCHEMA, { ...row(5), version: 2 }, { type: 'ACTIVATE_VERSION', stream: 's', version: 2 }],
      { TARGET_CRATEDB_TABLE_OPTIONS: '{"s": {"table": "v"}}' },
      ['8', '9'],
    ],
    [
      'writes documents',
      [schemaMessage('d', { id: 'integer' }), recordMessage('d', { id: 1 })],
      { TARGET_CRATEDB_RECORD_LAYOUT: 'document' },
      ['8', '9'],
    ],
  ])('%s', async (_, lines, settings, ids) => {
    const outcome = await target([], lines, settings);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).not.toMatch(/ WARNING .*(?:privilege|permission|DENIED)/i);
    expect((await schema.rows('s')).map(({ id }) => String(id)).sort()).toEqual(ids);
  });

  test('reads the state, and looks at the result', async () => {
    const kept = await target(['--print-state'], [], { TARGET_CRATEDB_STATE_TABLE: '_states' });
    expect(kept.stdout, kept.stderr).toContain('7');
    const answer = await target([
      'shell',
      '--command',
      `SELECT id FROM "${schema.name}".v`,
      '--format',
      'csv',
    ]);
    expect(answer.stdout, answer.stderr).toContain('5');
    const shown = await target(['show-table', `${schema.name}.s`]);
    expect(shown.stdout, shown.stderr).toContain('CREATE TABLE');
  });

  test('who only looks needs DQL alone', async () => {
    const others = `DML, DDL ON SCHEMA "${schema.name}"`;
    await schema.query(`REVOKE ${others} FROM "${user}"`);
    try {
      const state = await target(['--print-state'], [], { TARGET_CRATEDB_STATE_TABLE: '_states' });
      expect(state.code, state.stderr).toBe(0);
      const answer = await target(['shell', '--command', `SELECT id FROM "${schema.name}".v`]);
      expect(answer.code, answer.stderr).toBe(0);
      const shown = await target(['show-table', `${schema.name}.s`]);
      expect(shown.code, shown.stderr).toBe(0);
    } finally {
      await schema.query(`GRANT ${others} TO "${user}"`);
    }
  });

  test.each(DOCUMENTED)('needs %s', async (privilege) => {
    await schema.query(`REVOKE ${privilege} ON SCHEMA "${schema.name}" FROM "${user}"`);
    try {
      const lines = [
        schemaMessage(`without ${privilege}`, TYPES),
        recordMessage(`without ${privilege}`, { id: 1 }),
      ];
      const outcome = await target([], lines);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain('CRATEDB_DENIED');
    } finally {
      await schema.query(`GRANT ${privilege} ON SCHEMA "${schema.name}" TO "${user}"`);
    }
  });
});
