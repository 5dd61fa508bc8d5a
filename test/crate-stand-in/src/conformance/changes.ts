import { type Script, step } from './script.ts';

/** Copies, renames and swaps: what CrateDB 6.4.3 answered. */
export const changes: Script = [
  step(
    'CREATE TABLE "s"."a" ("id" BIGINT NOT NULL, "v" DOUBLE PRECISION, "o" OBJECT(DYNAMIC) AS ("x" BIGINT), PRIMARY KEY ("id"))',
    'CREATE 1',
  ),
  step('INSERT INTO "s"."a" ("id", "v") VALUES (1, 1), (2, 2.5), (3, NULL)', 'INSERT 3'),
  step('REFRESH TABLE "s"."a"', 'REFRESH 1'),
  step(
    'SHOW CREATE TABLE "s"."a"',
    'SHOW 1 [{"SHOW CREATE TABLE s.a":"CREATE TABLE IF NOT EXISTS \\"s\\".\\"a\\" (\\n   \\"id\\" BIGINT NOT NULL,\\n   \\"v\\" DOUBLE PRECISION,\\n   \\"o\\" OBJECT(DYNAMIC) AS (\\n      \\"x\\" BIGINT\\n   ),\\n   PRIMARY KEY (\\"id\\")\\n)\\nCLUSTERED BY (\\"id\\") INTO 4 SHARDS\\nWITH (\\n   column_policy = \'strict\',\\n   number_of_replicas = \'0-1\'\\n)"}]',
  ),
  step(
    'CREATE TABLE "s"."b" ("id" TEXT NOT NULL, "v" TEXT, "o" OBJECT(DYNAMIC) AS ("x" BIGINT), PRIMARY KEY ("id"))',
    'CREATE 1',
  ),
  step(`INSERT INTO "s"."b" ("id") VALUES ('1')`, 'INSERT 1'),
  step(
    'INSERT INTO "s"."b" ("id", "v", "o") (SELECT CAST("id" AS TEXT), CAST("v" AS TEXT), "o" FROM "s"."a")',
    'INSERT 2',
  ),
  step('REFRESH TABLE "s"."b"', 'REFRESH 1'),
  step(
    'SELECT * FROM "s"."b" ORDER BY "id"',
    'SELECT 3 [{"id":"1","o":null,"v":null},{"id":"2","o":null,"v":"2.5"},{"id":"3","o":null,"v":null}]',
  ),
  step('ALTER TABLE "s"."a" RENAME TO "b"', '! XX000'),
  step('ALTER TABLE "s"."a" RENAME TO "s"."c"', '! XX000'),
  step('ALTER TABLE "s"."a" RENAME TO "c"', 'ALTER null'),
  step('SELECT * FROM "s"."a"', '! 42P01'),
  step('SELECT "id" FROM "s"."c" ORDER BY "id"', 'SELECT 3 [{"id":"1"},{"id":"2"},{"id":"3"}]'),
  step('ALTER CLUSTER SWAP TABLE "s"."c" TO "s"."b"', 'ALTER 1'),
  step('SELECT "id" FROM "s"."b" ORDER BY "id"', 'SELECT 3 [{"id":"1"},{"id":"2"},{"id":"3"}]'),
  step(
    `SELECT data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name = 'b' ORDER BY ordinal_position`,
    'SELECT 4 [{"data_type":"bigint"},{"data_type":"double precision"},{"data_type":"object"},{"data_type":"bigint"}]',
    ['s'],
  ),
  step('ALTER TABLE "s"."b" CLOSE', 'ALTER null'),
  step('ALTER CLUSTER SWAP TABLE "s"."c" TO "s"."b" WITH (drop_source = true)', 'ALTER 1'),
  step('SELECT "id" FROM "s"."b" ORDER BY "id"', 'SELECT 3 [{"id":"1"},{"id":"2"},{"id":"3"}]'),
  step('SELECT * FROM "s"."c"', '! 42P01'),
  step('ALTER CLUSTER SWAP TABLE "s"."nope" TO "s"."b"', '! 42P01'),
  step(
    'SELECT table_name, constraint_name FROM information_schema.key_column_usage WHERE table_schema = $1',
    'SELECT 1 [{"constraint_name":"b_pkey","table_name":"b"}]',
    ['s'],
  ),
  step('DROP TABLE "s"."b"', 'DROP 1'),
  step('SELECT table_name FROM information_schema.tables WHERE table_schema = $1', 'SELECT 0 []', ['s']),
];
