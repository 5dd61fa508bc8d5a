import { expect, test } from 'vitest';
import { namesIn, splitStatements, statementsIn } from './statements.ts';

test.each<[string, string[]]>([
  ['select 1', ['select 1']],
  ['select 1;', ['select 1']],
  [' select 1 ; select 2 ;; ', ['select 1', 'select 2']],
  [`select ';' ; select ";", 'it''s; "'`, [`select ';'`, `select ";", 'it''s; "'`]],
  [String.raw`select E'a\';b'; select 2`, [String.raw`select E'a\';b'`, 'select 2']],
  ['select 1 -- a; b\n; /* c; */ select 2', ['select 1 -- a; b', '/* c; */ select 2']],
  ['-- nothing\n; /* at all */', []],
  ['select $$a;b$$; select $x$;$$;$x$', ['select $$a;b$$', 'select $x$;$$;$x$']],
  ["select 'open; end", ["select 'open; end"]],
  ['select "open; end', ['select "open; end']],
  ['select 1; /* open; end', ['select 1', '/* open; end']],
  ['select $a$open; $b$; end', ['select $a$open; $b$; end']],
])('%j', (sql, expected) => {
  expect(statementsIn(sql)).toEqual(expected);
});

test('names are those that CrateDB reads', () => {
  expect([...namesIn(`SELECT x FROM Doc."My ""T""" AS "char" WHERE a = 'text' -- b`)]).toEqual(
    expect.arrayContaining(['select', 'x', 'doc', 'My "T"', 'char', 'a']),
  );
  expect(namesIn(`'text' -- b`)).toEqual(new Set());
});

test.each<[string, string[], string]>([
  ['select 1; select', ['select 1'], 'select'],
  ['select 1; -- and so on', ['select 1'], ''],
  ["select 'a;\nb'; select 'c;", ["select 'a;\nb'"], "select 'c;"],
  ['', [], ''],
])('of %j the end that has no semicolon is left', (sql, statements, rest) => {
  expect(splitStatements(sql)).toEqual({ statements, rest });
});
