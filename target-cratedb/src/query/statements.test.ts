import { expect, test } from 'vitest';
import { namesIn, statementsIn } from './statements.ts';

test.each<[string, string[]]>([
  ['select 1', ['select 1']],
  ['select 1;', ['select 1']],
  [' select 1 ; select 2 ;; ', ['select 1', 'select 2']],
  [`select ';' ; select ";", 'it''s; "'`, [`select ';'`, `select ";", 'it''s; "'`]],
  [String.raw`select E'a\';b'; select 2`, [String.raw`select E'a\';b'`, 'select 2']],
  ['select 1 -- a; b\n; /* c; */ select 2', ['select 1 -- a; b', '/* c; */ select 2']],
  ['-- nothing\n; /* at all */', []],
  ['select $$a;b$$; select $x$;$$;$x$', ['select $$a;b$$', 'select $x$;$$;$x$']],
  ["select 'open; end", ["select 'open", 'end']],
])('%j', (sql, expected) => {
  expect(statementsIn(sql)).toEqual(expected);
});

test('names are those that CrateDB reads', () => {
  expect([...namesIn(`SELECT x FROM Doc."My ""T""" AS "char" WHERE a = 'text' -- b`)]).toEqual(
    expect.arrayContaining(['select', 'x', 'doc', 'My "T"', 'char', 'a']),
  );
  expect(namesIn(`'text' -- b`)).toEqual(new Set());
});
