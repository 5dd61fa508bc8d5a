import { insertObjects, type Script, step, textArray } from './script.ts';

/** What an indexed text may hold at most, in bytes. */
const MAX_TEXT = 'x'.repeat(32_766);

/** Queries: subscripts, casts, arrays, names: what CrateDB 6.4.3 answered. */
export const queries: Script = [
  step(
    'CREATE TABLE "s"."t" ("id" BIGINT PRIMARY KEY, "k" TEXT, "n" DOUBLE PRECISION, "d" NUMERIC(10, 2), "ts" TIMESTAMP WITH TIME ZONE, "b" BOOLEAN, "tags" ARRAY(TEXT), "ints" ARRAY(BIGINT), "o" OBJECT(DYNAMIC) AS ("x" BIGINT, "ts" TIMESTAMP WITH TIME ZONE, "y" OBJECT(DYNAMIC) AS ("z" TEXT, "a" ARRAY(TEXT))), "oo" ARRAY(OBJECT(DYNAMIC) AS ("q" BIGINT)), "free" OBJECT(IGNORED))',
    'CREATE 1',
  ),
  step('SET error_on_unknown_object_key = false', 'SET 0'),
  step(insertObjects(['id', 'k', 'n', 'd', 'ts', 'b', 'tags', 'ints', 'o', 'oo', 'free']), 'INSERT 3', [
    textArray([
      '{"id":1,"k":"a","n":1.5,"d":"1.25","ts":"2024-01-02T03:04:05.678Z","b":true,"tags":["a","b",null],"ints":[1,2],"o":{"x":1,"ts":"2024-01-02T03:04:05.678Z","y":{"z":"q","a":["u","v"]}},"oo":[{"q":1},{"q":2}],"free":{"a":"x"}}',
      '{"id":2,"k":"b","n":100000000000000000000,"b":false,"o":{}}',
      '{"id":3,"k":"C","n":0.00001}',
    ]),
  ]),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step(
    `SELECT has_table_privilege($1, 'SELECT') AS dql, has_table_privilege('s.none', 'INSERT') AS dml, has_schema_privilege($2, 'CREATE') AS ddl`,
    'SELECT 1 [{"ddl":true,"dml":true,"dql":true}]',
    ['s.t', 'no such schema'],
  ),
  step(
    `SELECT "o"['x'], "o"['y'], "o"['y']['z'], "o"['y']['a'], "o"['ts'], "oo"['q'], "oo"[1], "oo"[1]['q'], "tags"[1], "free"['a'], t."o"['x'] AS "again" FROM "s"."t" ORDER BY "id"`,
    `SELECT 3 [{"again":"1","free['a']":"x","o['ts']":"2024-01-02T03:04:05.678Z","o['x']":"1","o['y']":{"a":["u","v"],"z":"q"},"o['y']['a']":["u","v"],"o['y']['z']":"q","oo['q']":["1","2"],"oo[1]":{"q":1},"oo[1]['q']":"1","tags[1]":"a"},{"again":null,"free['a']":null,"o['ts']":null,"o['x']":null,"o['y']":null,"o['y']['a']":null,"o['y']['z']":null,"oo['q']":null,"oo[1]":null,"oo[1]['q']":null,"tags[1]":null},{"again":null,"free['a']":null,"o['ts']":null,"o['x']":null,"o['y']":null,"o['y']['a']":null,"o['y']['z']":null,"oo['q']":null,"oo[1]":null,"oo[1]['q']":null,"tags[1]":null}]`,
  ),
  step(
    `SELECT "id" FROM "s"."t" WHERE "o"['x'] = $1 AND "o"['y']['z'] = $2 AND 2 = ANY("oo"['q']) AND 'a' = ANY("tags")`,
    'SELECT 1 [{"id":"1"}]',
    [1, 'q'],
  ),
  step(
    'SELECT "id" FROM "s"."t" WHERE "id" = ANY($1) AND "k" = ANY($2) ORDER BY "id"',
    'SELECT 2 [{"id":"1"},{"id":"2"}]',
    [
      [1, 2, 3],
      ['a', 'b', '"'],
    ],
  ),
  step('SELECT "id" FROM "s"."t" WHERE "id" = ANY($1::ARRAY(BIGINT))', 'SELECT 1 [{"id":"1"}]', ['{1}']),
  step('SELECT "k" FROM "s"."t" ORDER BY "k"', 'SELECT 3 [{"k":"C"},{"k":"a"},{"k":"b"}]'),
  step(
    `SELECT CAST("n" AS TEXT), "d"::TEXT, CAST("ts" AS TEXT), "b"::TEXT, CAST("id" AS TEXT), CAST("o" AS TEXT) AS "o", "o"['x']::TEXT FROM "s"."t" WHERE "id" = 1`,
    'SELECT 1 [{"CAST(b AS text)":"t","CAST(d AS text)":"1.25","CAST(id AS text)":"1","CAST(n AS text)":"1.5","CAST(o[\'x\'] AS text)":"1","CAST(ts AS text)":"1704164645678","o":"{\\"x\\":1,\\"y\\":{\\"a\\":[\\"u\\",\\"v\\"],\\"z\\":\\"q\\"},\\"ts\\":1704164645678}"}]',
  ),
  step(
    'SELECT "n"::TEXT FROM "s"."t" ORDER BY "id"',
    'SELECT 3 [{"CAST(n AS text)":"1.5"},{"CAST(n AS text)":"1.0E20"},{"CAST(n AS text)":"1.0E-5"}]',
  ),
  step(
    `SELECT CAST("n" AS BIGINT), CAST(2.5 AS BIGINT), CAST("ts" AS BIGINT), CAST("id" AS TIMESTAMP WITH TIME ZONE), CAST("ints" AS ARRAY(TEXT)), CAST("id" AS DOUBLE PRECISION), CAST('{"a":1}' AS OBJECT) AS "j" FROM "s"."t" WHERE "id" = 1`,
    'SELECT 1 [{"CAST(2.5 AS bigint)":"2","CAST(id AS double precision)":1,"CAST(id AS timestamp with time zone)":"1970-01-01T00:00:00.001Z","CAST(ints AS ARRAY(text))":["1","2"],"CAST(n AS bigint)":"1","CAST(ts AS bigint)":"1704164645678","j":{"a":1}}]',
  ),
  step('SELECT CAST("tags" AS TEXT) FROM "s"."t"', '! XX000'),
  step(`SELECT CAST('x' AS BIGINT)`, '! XX000'),
  step('SELECT CAST("b" AS BIGINT) FROM "s"."t"', '! XX000'),
  step(
    'SELECT $1::ARRAY(TEXT) AS "texts", $2::ARRAY(BIGINT) AS "ints"',
    'SELECT 1 [{"ints":["1","2"],"texts":["a","b c"]}]',
    [
      ['a', 'b c'],
      [1, 2],
    ],
  ),
  step(
    'SELECT * FROM UNNEST($1::ARRAY(TEXT), $2::ARRAY(BIGINT)) AS u("a", "b")',
    'SELECT 2 [{"a":"x","b":"3"},{"a":"y","b":"4"}]',
    [
      ['x', 'y'],
      [3, 4],
    ],
  ),
  step(
    `SELECT a."id", b."o"['x'] FROM "s"."t" a JOIN "s"."t" AS b ON a."id" = b."id" ORDER BY 1`,
    `SELECT 3 [{"id":"1","o['x']":"1"},{"id":"2","o['x']":null},{"id":"3","o['x']":null}]`,
  ),
  step(
    'WITH w AS (SELECT "id" FROM "s"."t") SELECT max("id") AS "m", count(*) FROM w',
    'WITH 1 [{"count":"3","m":"3"}]',
  ),
  step(`SELECT {"a" = 1, b = 'x'} AS "o", [1, 2] AS "l"`, 'SELECT 1 [{"l":[1,2],"o":{"a":1,"b":"x"}}]'),
  step('SELECT 1 / 0 AS "x"', '! XX000'),
  step('SELECT nope(1)', '! 0A000'),
  step('BEGIN', 'BEGIN null'),
  step('COMMIT', 'COMMIT 0'),
  step(`SET application_name = 'x'`, 'SET 0'),
  step('SET SESSION statement_timeout = 1000', 'SET 0'),
  step('', 'null null'),
  step(insertObjects(['id', 'n']), 'INSERT 2', [
    textArray(['{"id":40,"n":34474906413104090}', '{"id":41,"n":-6.0484E21}']),
  ]),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step(
    'SELECT "n"::TEXT FROM "s"."t" WHERE "id" >= 40 ORDER BY "id"',
    'SELECT 2 [{"CAST(n AS text)":"3.447490641310409E16"},{"CAST(n AS text)":"-6.0484E21"}]',
  ),
  step(insertObjects(['id', 'k']), 'INSERT 1', [
    textArray([`{"id":30,"k":"${MAX_TEXT}"}`, `{"id":31,"k":"${MAX_TEXT}x"}`]),
  ]),
  step('DROP TABLE "s"."t"', 'DROP 1'),
];
