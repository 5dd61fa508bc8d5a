import { type Script, step } from './script.ts';

/** Single rows, updates and deletions: what CrateDB 6.4.3 answered. */
export const singleRows: Script = [
  step(
    'CREATE TABLE "s"."t" ("id" BIGINT, "k" TEXT, "n" DOUBLE PRECISION NOT NULL, "ts" TIMESTAMP WITH TIME ZONE, "tags" ARRAY(TEXT), "o" OBJECT(DYNAMIC) AS ("x" BIGINT), "oo" ARRAY(OBJECT(DYNAMIC) AS ("q" BIGINT)), "m" ARRAY(ARRAY(BIGINT)), "d" NUMERIC(38, 5), PRIMARY KEY ("id", "k"))',
    'CREATE 1',
  ),
  step('INSERT INTO "s"."t" ("id", "k", "n") VALUES ($1, $2, $3)', 'INSERT 1', ['1', 'a', '1.5']),
  step('INSERT INTO "s"."t" ("id", "k", "n") VALUES ($1, $2, $3)', '! 23505', ['1', 'a', '1']),
  step('INSERT INTO "s"."t" ("id", "k", "n") VALUES ($1, $2, $3)', '! XX000', [null, 'a', '1']),
  step('INSERT INTO "s"."t" ("id", "k", "n") VALUES ($1, $2, $3)', '! XX000', ['2', 'a', null]),
  step('INSERT INTO "s"."t" ("id", "k", "n") VALUES ($1, $2, $3)', '! XX000', ['x', 'a', '1']),
  step('INSERT INTO "s"."t" ("id", "k", "n") VALUES ($1, $2, $3)', '! XX000', ['2.5', 'a', '1']),
  step('INSERT INTO "s"."t" ("id", "k", "n") VALUES ($1, $2, $3)', '! XX000', ['3', 'a', 'x']),
  step('INSERT INTO "s"."t" ("id", "k", "n") VALUES ($1, $2, $3)', '! XX000', [
    '9223372036854775807',
    'a',
    '1',
  ]),
  step(`INSERT INTO "s"."t" ("id", "k") VALUES (9, 'z')`, '! XX000'),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "o") VALUES ($1, 'v', 1, $2)`, 'INSERT 1', [100, '{"x":"1"}']),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "o") VALUES ($1, 'v', 1, $2)`, '! XX000', [101, '{"x":"q"}']),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "o") VALUES ($1, 'v', 1, $2)`, '! XX000', [102, '[1]']),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "o") VALUES ($1, 'v', 1, $2)`, 'INSERT 1', [
    103,
    '{"fresh":[1,2]}',
  ]),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "oo") VALUES ($1, 'v', 1, $2)`, 'INSERT 1', [
    104,
    '{"{\\"q\\":\\"1\\"}"}',
  ]),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "oo") VALUES ($1, 'v', 1, $2)`, '! XX000', [105, '[{"q":1}]']),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "m") VALUES ($1, 'v', 1, $2)`, 'INSERT 1', [106, '[[1],[2,3]]']),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "m") VALUES ($1, 'v', 1, $2)`, '! XX000', [107, '[["x"]]']),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "tags") VALUES ($1, 'v', 1, $2)`, 'INSERT 1', [
    108,
    ['a', 'b c'],
  ]),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "tags") VALUES ($1, 'v', 1, $2)`, '! XX000', [109, '["a"]']),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "ts") VALUES ($1, 'v', 1, $2)`, 'INSERT 1', [
    110,
    '2024-01-02T03:04:05.678999Z',
  ]),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "ts") VALUES ($1, 'v', 1, $2)`, '! XX000', [111, 'x']),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "d") VALUES ($1, 'v', 1, $2)`, 'INSERT 1', [112, '1.123456']),
  step(`INSERT INTO "s"."t" ("id", "k", "n", "d") VALUES ($1, 'v', 1, $2)`, '! XX000', [
    113,
    '1234567890123456789012345678901234567890',
  ]),
  step(
    `INSERT INTO "s"."t" ("id", "k", "n") VALUES ($1, 'w', 1), ($2, 'w', 2), ($1, 'w', 3)`,
    'INSERT 2',
    [1, 2],
  ),
  step(
    'INSERT INTO "s"."t" ("id", "k", "n", "o") VALUES ($1, $2, $3, $4) ON CONFLICT ("id", "k") DO UPDATE SET "n" = excluded."n" + t."n"',
    '! XX000',
    [1, 'a', 1, null],
  ),
  step(
    `INSERT INTO "s"."t" ("id", "k", "n", "o") VALUES ($1, $2, $3, $4) ON CONFLICT ("id", "k") DO UPDATE SET "n" = excluded."n" + "n", "o" = excluded."o" RETURNING "n", "o"['x']`,
    `INSERT 1 [{"n":2.5,"o['x']":"8"}]`,
    [1, 'a', 1, { x: 8 }],
  ),
  step(
    'UPDATE "s"."t" SET "n" = $1, "o" = $2, "tags" = $3 WHERE "id" = $4 AND "k" = $5 RETURNING "n"',
    'UPDATE 1 [{"n":7}]',
    [7, { x: 9 }, ['p'], 1, 'a'],
  ),
  step(`UPDATE "s"."t" SET "o" = $1 WHERE "id" = $2 AND "k" = 'a'`, '! XX000', ['{"x":"q"}', 1]),
  step(`UPDATE "s"."t" SET "id" = 5 WHERE "id" = 1 AND "k" = 'a'`, '! XX000'),
  step(`UPDATE "s"."t" SET "n" = 1 WHERE "id" = 999 AND "k" = 'a'`, 'UPDATE 0'),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step(
    'SELECT "id", "k", "n", "o", "oo", "tags", "ts", "d", "m" FROM "s"."t" ORDER BY "id", "k"',
    'SELECT 10 [{"d":null,"id":"1","k":"a","m":null,"n":7,"o":{"x":9},"oo":null,"tags":["p"],"ts":null},{"d":null,"id":"1","k":"w","m":null,"n":1,"o":null,"oo":null,"tags":null,"ts":null},{"d":null,"id":"2","k":"w","m":null,"n":2,"o":null,"oo":null,"tags":null,"ts":null},{"d":null,"id":"100","k":"v","m":null,"n":1,"o":{"x":1},"oo":null,"tags":null,"ts":null},{"d":null,"id":"103","k":"v","m":null,"n":1,"o":{"fresh":[1,2]},"oo":null,"tags":null,"ts":null},{"d":null,"id":"104","k":"v","m":null,"n":1,"o":null,"oo":[{"q":1}],"tags":null,"ts":null},{"d":null,"id":"106","k":"v","m":[[1],[2,3]],"n":1,"o":null,"oo":null,"tags":null,"ts":null},{"d":null,"id":"108","k":"v","m":null,"n":1,"o":null,"oo":null,"tags":["a","b c"],"ts":null},{"d":null,"id":"110","k":"v","m":null,"n":1,"o":null,"oo":null,"tags":null,"ts":"2024-01-02T03:04:05.678Z"},{"d":"1.12346","id":"112","k":"v","m":null,"n":1,"o":null,"oo":null,"tags":null,"ts":null}]',
  ),
  step('DELETE FROM "s"."t" WHERE "id" = $1 AND "k" = $2', 'DELETE 1', [1, 'a']),
  step('DELETE FROM "s"."t" WHERE "id" = $1 AND "k" = $2', 'DELETE 0', [1, 'a']),
  step('DELETE FROM "s"."t" WHERE "id" = ANY($1)', 'DELETE 4', [[1, 2, 100, 103]]),
  step('DELETE FROM "s"."t" WHERE "k" = ANY($1::ARRAY(TEXT))', 'DELETE 5', [['v']]),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step('SELECT count(*), max("id"), min("n") FROM "s"."t"', 'SELECT 1 [{"count":"0","max":null,"min":null}]'),
  step(`INSERT INTO "s"."t" ("id", "k", "n") VALUES (1, 'x', 1 / 0)`, '! XX000'),
  step('DROP TABLE "s"."t"', 'DROP 1'),
];
