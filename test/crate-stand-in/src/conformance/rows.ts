import { insertObjects, type Script, step, textArray } from './script.ts';

const COLUMNS = ['id', 'k', 'n', 'd', 'ts', 'b', 'tags', 'm', 'o', 'oo', 'free', 'seq'];
const GUARDED = COLUMNS.slice(2).map(
  (column) =>
    `"${column}" = CASE WHEN excluded."seq" >= "seq" OR "seq" IS NULL THEN excluded."${column}" ELSE "${column}" END`,
);
const GUARD = ` ON CONFLICT ("id", "k") DO UPDATE SET ${GUARDED.join(', ')}`;
/** Rows from an array of objects: what CrateDB 6.4.3 answered. */
export const rows: Script = [
  step(
    'CREATE TABLE "s"."t" ("id" BIGINT NOT NULL, "k" TEXT NOT NULL, "n" DOUBLE PRECISION, "d" NUMERIC(38, 5), "ts" TIMESTAMP WITH TIME ZONE, "b" BOOLEAN, "tags" ARRAY(TEXT), "m" ARRAY(ARRAY(BIGINT)), "o" OBJECT(DYNAMIC) AS ("x" BIGINT, "y" OBJECT(DYNAMIC) AS ("z" TEXT)), "oo" ARRAY(OBJECT(DYNAMIC) AS ("q" BIGINT)), "free" OBJECT(IGNORED), "seq" BIGINT, PRIMARY KEY ("id", "k"))',
    'CREATE 1',
  ),
  step(insertObjects(['id', 'k', 'seq']), '! 42703', [textArray(['{"id":1,"k":"a"}'])]),
  step('SET SESSION error_on_unknown_object_key = false', 'SET 0'),
  step(insertObjects(COLUMNS, GUARD), 'INSERT 3', [
    textArray([
      '{"id":9007199254740993,"k":"a","n":1.5,"d":"12345678901234567890.12345","ts":"2024-01-02T03:04:05.678Z","b":true,"tags":["a","b b"],"m":[[1,2],[3]],"o":{"x":1,"y":{"z":"q"}},"oo":[{"q":1},{"q":2}],"free":{"a":[1,"x",null,{}]},"seq":5}',
      '{"id":2,"k":"b\\"\\\\\\n","seq":5,"tags":[]}',
      '{"id":3,"k":"c"}',
    ]),
  ]),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step(
    'SELECT * FROM "s"."t" ORDER BY "id"',
    'SELECT 3 [{"b":null,"d":null,"free":null,"id":"2","k":"b\\"\\\\\\n","m":null,"n":null,"o":null,"oo":null,"seq":"5","tags":[],"ts":null},{"b":null,"d":null,"free":null,"id":"3","k":"c","m":null,"n":null,"o":null,"oo":null,"seq":null,"tags":null,"ts":null},{"b":true,"d":"12345678901234567890.12345","free":{"a":[1,"x",null,{}]},"id":"9007199254740993","k":"a","m":[[1,2],[3]],"n":1.5,"o":{"x":1,"y":{"z":"q"}},"oo":[{"q":1},{"q":2}],"seq":"5","tags":["a","b b"],"ts":"2024-01-02T03:04:05.678Z"}]',
  ),
  step(
    'SELECT _doc FROM "s"."t" ORDER BY "id"',
    'SELECT 3 [{"_doc":{"id":2,"k":"b\\"\\\\\\n","seq":5,"tags":[]}},{"_doc":{"id":3,"k":"c"}},{"_doc":{"b":true,"d":12345678901234567000,"free":{"a":[1,"x",null,{}]},"id":9007199254740992,"k":"a","m":[[1,2],[3]],"n":1.5,"o":{"x":1,"y":{"z":"q"}},"oo":[{"q":1},{"q":2}],"seq":5,"tags":["a","b b"],"ts":1704164645678}}]',
  ),
  step(
    `SELECT _doc['id'], t._doc['o']['x'] FROM "s"."t" ORDER BY "id" DESC LIMIT 1`,
    `SELECT 1 [{"_doc['id']":"9007199254740993","_doc['o']['x']":"1"}]`,
  ),
  step(
    insertObjects(COLUMNS, `${GUARD} RETURNING "id", "seq", "o"`),
    'INSERT 1 [{"id":"2","o":null,"seq":"5"}]',
    [textArray(['{"id":2,"k":"b\\"\\\\\\n","n":1,"seq":4,"o":{"x":4}}'])],
  ),
  step(
    insertObjects(COLUMNS, `${GUARD} RETURNING "id", "seq", "o"`),
    'INSERT 1 [{"id":"2","o":{"x":6},"seq":"6"}]',
    [textArray(['{"id":2,"k":"b\\"\\\\\\n","n":2,"seq":6,"o":{"x":6}}'])],
  ),
  step(
    insertObjects(COLUMNS, `${GUARD} RETURNING "id", "seq", "o"`),
    'INSERT 1 [{"id":"3","o":{"x":7},"seq":"1"}]',
    [textArray(['{"id":3,"k":"c","seq":1,"o":{"x":7}}'])],
  ),
  step(insertObjects(['id', 'k', 'seq'], ' ON CONFLICT ("id", "k") DO NOTHING'), 'INSERT 1', [
    textArray(['{"id":2,"k":"b\\"\\\\\\n","seq":99}', '{"id":4,"k":"d","seq":1}']),
  ]),
  step(insertObjects(['id', 'k', 'seq']), 'INSERT 2', [
    textArray([
      '{"id":4,"k":"d","seq":2}',
      '{"id":5,"k":"e","seq":2}',
      '{"id":5,"k":"e","seq":3}',
      '{"id":null,"k":"x"}',
      '{"k":"x"}',
      '{"id":6,"k":"f","seq":"no"}',
      '{"id":7,"k":"g","seq":7}',
    ]),
  ]),
  step(
    insertObjects(['id', 'k', 'seq'], ' ON CONFLICT ("id", "k") DO UPDATE SET "seq" = excluded."seq"'),
    'INSERT 2',
    [textArray(['{"id":8,"k":"h","seq":1}', '{"id":8,"k":"h","seq":2}', '{"id":9,"k":"i","seq":[]}'])],
  ),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step(
    'SELECT "id", "seq" FROM "s"."t" WHERE "id" < 100 ORDER BY "id"',
    'SELECT 6 [{"id":"2","seq":"6"},{"id":"3","seq":"1"},{"id":"4","seq":"1"},{"id":"5","seq":"2"},{"id":"7","seq":"7"},{"id":"8","seq":"2"}]',
  ),
  step(insertObjects(['id', 'k']), 'INSERT 0', ['{}']),
  step(insertObjects(['id', 'k']), 'INSERT 0', [null]),
  step(insertObjects(['id', 'k']), 'INSERT 0', ['{NULL}']),
  step(insertObjects(['id', 'k']), '! XX000', ['{"{broken"}']),
  step(insertObjects(['id', 'k']), '! XX000', ['[{"id":1}]']),
  step(insertObjects(['id', 'k']), '! XX000', ['{"{\\"id\\":1,\\"id\\":2}"}']),
  step(insertObjects(['id', 'k', 'nope']), '! 42703', ['{}']),
  step(
    `INSERT INTO "s"."t" ("id") SELECT r['id'], r['k'] FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)`,
    '! XX000',
    ['{}'],
  ),
  step(insertObjects(['id', 'k', 'n'], ' ON CONFLICT ("id") DO NOTHING'), '! XX000', ['{}']),
  step(
    insertObjects(['id', 'k', 'n'], ' ON CONFLICT ("id", "k") DO UPDATE SET "k" = excluded."k"'),
    '! XX000',
    ['{}'],
  ),
  step(
    insertObjects(['id', 'k', 'n'], ' ON CONFLICT ("id", "k") DO UPDATE SET "nope" = excluded."n"'),
    '! 42703',
    ['{}'],
  ),
  step(
    insertObjects(['id', 'k', 'n'], ' ON CONFLICT ("id", "k") DO UPDATE SET "n" = excluded."nope"'),
    '! 42703',
    ['{}'],
  ),
  step(insertObjects(['id', 'k', 'n'], ' ON CONFLICT ("id", "k") DO UPDATE SET "n" = t."n"'), '! XX000', [
    '{}',
  ]),
  step('SET insert_select_fail_fast = true', 'SET 0'),
  step(insertObjects(['id', 'k', 'seq']), '! 23505', [textArray(['{"id":4,"k":"d","seq":2}'])]),
  step(insertObjects(['id', 'k', 'seq']), 'INSERT 0', [textArray(['{"id":40,"k":"d","seq":"no"}'])]),
  step('SET insert_select_fail_fast = false', 'SET 0'),
  step(insertObjects(['id', 'k', 'o']), 'INSERT 1', [textArray(['{"id":20,"k":"a","o":{"fresh":1}}'])]),
  step(insertObjects(['id', 'k', 'o']), 'INSERT 0', [
    textArray(['{"id":21,"k":"a","o":{"fresh":"text"}}', '{"id":22,"k":"a","o":{"a.b":1}}']),
  ]),
  step(
    'SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND ordinal_position > 16',
    `SELECT 1 [{"column_name":"o['fresh']","data_type":"bigint"}]`,
    ['s'],
  ),
  step('DROP TABLE "s"."t"', 'DROP 1'),
];
