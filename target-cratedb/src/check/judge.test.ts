import { describe, expect, test } from 'vitest';
import { BIGINT, type ColumnPath, type ColumnType, FREE, objectType, TEXT } from '../column/column-type.ts';
import { type Expected, judgeRelation, judgeTable } from './existing-table.ts';
import { judgeRights } from './rights.ts';
import { judgeNodes, judgeServer } from './server.ts';

const T = { schema: 's', table: 't' };

describe('a server', () => {
  test('is CrateDB by its own word', () => {
    const version = 'CrateDB 6.4.3 (built abc/2026, Linux)';
    expect(judgeServer('h:5432', version, 'u', true)).toEqual({
      level: 'ok',
      text: 'h:5432: CrateDB 6.4.3, user u, encrypted',
    });
  });

  test('that is something else fails', () => {
    expect(judgeServer('h:5432', 'PostgreSQL 18.1 on x86', 'u', false).level).toBe('FAIL');
  });

  test('one node of several is enough', () => {
    const [one, other] = [
      { level: 'FAIL', text: 'a' },
      { level: 'ok', text: 'b' },
    ] as const;
    expect(judgeNodes([one, other]).map(({ level }) => level)).toEqual(['warn', 'ok']);
    expect(judgeNodes([one, one]).map(({ level }) => level)).toEqual(['FAIL', 'FAIL']);
  });
});

test.each([
  [{ dql: true, dml: true, ddl: true }, 'ok', 'DQL, DML and DDL'],
  [{ dql: true, dml: false, ddl: true }, 'FAIL', 'GRANT DML ON SCHEMA "s" TO "a""b"'],
  [{ dql: false, dml: false, ddl: false }, 'FAIL', 'GRANT DQL, DML, DDL ON SCHEMA "s"'],
])('the rights %j', (rights, level, said) => {
  expect(judgeRights(T, 'a"b', rights)).toEqual({ level, text: expect.stringContaining(said) });
});

test.each([
  ['VIEW', false, {}, /is no table \(VIEW\)/],
  ['FOREIGN', false, {}, /is no table/],
  ['BASE TABLE', true, {}, /ALTER TABLE "s"."t" OPEN/],
  ['BASE TABLE', false, { write: true }, /"blocks.write" = false/],
  ['BASE TABLE', false, { write: false, read_only_allow_delete: true }, /read_only_allow_delete/],
])('a %s that accepts no rows (closed: %s, %j)', (table_type, closed, blocks, said) => {
  expect(judgeRelation(T, { table_type, closed, settings: { blocks } })?.text).toMatch(said);
});

test('a table of a server that says nothing about blocks accepts rows', () => {
  expect(judgeRelation(T, { table_type: 'BASE TABLE', closed: null, settings: null })).toBeUndefined();
});

describe('an existing table', () => {
  const plain: Expected = { isDocument: false, keys: undefined, hasTombstones: false };
  const table = (columns: [string, ColumnType][], keys: ColumnPath[], required: string[] = []) => ({
    columns: new Map(columns),
    keys,
    optional: new Map(required.map((name) => [name, 'required' as const])),
  });
  const document = table(
    [
      ['pk', objectType([['id', TEXT]])],
      ['data', objectType([])],
      ['aux', FREE],
    ],
    [['pk', 'id']],
  );
  const columns = table([['id', TEXT]], [['id']], ['name']);

  test.each<[string, ReturnType<typeof table>, Partial<Expected>, 'ok' | 'FAIL', RegExp]>([
    ['with columns', columns, {}, 'ok', /1 column, primary key \("id"\)/],
    ['with columns, for documents', columns, { isDocument: true }, 'FAIL', /record_layout: columns/],
    ['with documents', document, { isDocument: true }, 'ok', /"pk"\['id'\]/],
    ['with documents, for columns', document, {}, 'FAIL', /record_layout: document/],
    ['of the key that the state names', columns, { keys: [['id']] }, 'ok', /primary key/],
    ['of another key', columns, { keys: [['id'], ['n']] }, 'FAIL', /the stream the key \("id", "n"\)/],
    [
      'whose columns may not be NULL, for tombstones',
      columns,
      { hasTombstones: true },
      'FAIL',
      /name may not/,
    ],
    ['that cannot hold versions', table([['_sdc_sequence', TEXT]], []), {}, 'FAIL', /hold versions/],
    ['that can', table([['_sdc_sequence', BIGINT]], []), {}, 'ok', /primary key none/],
  ])('%s', (_, existing, expected, level, said) => {
    expect(judgeTable(T, existing, { ...plain, ...expected })).toEqual({
      level,
      text: expect.stringMatching(said),
    });
  });
});
