import { binaryArray, type Script, step } from './script.ts';

const MANY = `INSERT INTO "s"."t" ("pk", "data", "v") SELECT r['pk'], r['data'], r['v'] FROM UNNEST($1::ARRAY(OBJECT)) AS u(r) ON CONFLICT ("pk"['id'], "pk"['k']) DO UPDATE SET "data" = excluded."data", "v" = GREATEST("v", excluded."v")`;
const ONE = `INSERT INTO "s"."t" ("pk", "data", "v", "vc") VALUES (($1::OBJECT)['pk'], ($1::OBJECT)['data'], ($1::OBJECT)['v'], ($1::OBJECT)['vc'])`;

/** Keys within objects, and rows that come as objects in other forms: what CrateDB 6.4.3 answered. */
export const objects: Script = [
  step(
    `CREATE TABLE "s"."t" ("pk" OBJECT(STRICT) AS ("id" BIGINT, "k" TEXT), "data" OBJECT(DYNAMIC), "v" BIGINT, "vc" VARCHAR(3), PRIMARY KEY ("pk"['id'], "pk"['k']))`,
    'CREATE 1',
  ),
  step(
    'SHOW CREATE TABLE "s"."t"',
    'SHOW 1 [{"SHOW CREATE TABLE s.t":"CREATE TABLE IF NOT EXISTS \\"s\\".\\"t\\" (\\n   \\"pk\\" OBJECT(STRICT) AS (\\n      \\"id\\" BIGINT NOT NULL,\\n      \\"k\\" TEXT NOT NULL\\n   ),\\n   \\"data\\" OBJECT(DYNAMIC),\\n   \\"v\\" BIGINT,\\n   \\"vc\\" VARCHAR(3),\\n   PRIMARY KEY (\\"pk\\"[\'id\'], \\"pk\\"[\'k\'])\\n)\\nCLUSTERED INTO 4 SHARDS\\nWITH (\\n   column_policy = \'strict\',\\n   number_of_replicas = \'0-1\'\\n)"}]',
  ),
  step(
    'SELECT column_name, is_nullable, character_maximum_length FROM information_schema.columns WHERE table_schema = $1 ORDER BY ordinal_position',
    `SELECT 6 [{"character_maximum_length":null,"column_name":"pk","is_nullable":"YES"},{"character_maximum_length":null,"column_name":"pk['id']","is_nullable":"NO"},{"character_maximum_length":null,"column_name":"pk['k']","is_nullable":"NO"},{"character_maximum_length":null,"column_name":"data","is_nullable":"YES"},{"character_maximum_length":null,"column_name":"v","is_nullable":"YES"},{"character_maximum_length":3,"column_name":"vc","is_nullable":"YES"}]`,
    ['s'],
  ),
  step(
    'SELECT column_name FROM information_schema.key_column_usage WHERE table_schema = $1 ORDER BY ordinal_position',
    'SELECT 2 [{"column_name":"pk"},{"column_name":"pk"}]',
    ['s'],
  ),
  step('SET error_on_unknown_object_key = false', 'SET 0'),
  step(MANY, 'INSERT 2', [
    binaryArray(['{"pk":{"id":1,"k":"a"},"data":{"x":1},"v":2}', '{"pk":{"id":4,"k":"a"}}']),
  ]),
  step(MANY, 'INSERT 1', [
    binaryArray([
      '{"pk":{"id":1,"k":"a"},"data":{"x":2},"v":1}',
      '{"pk":{"id":2,"k":null},"v":1}',
      '{"pk":{"id":3},"v":1}',
      '{"v":1}',
    ]),
  ]),
  step(MANY, 'INSERT 0', [binaryArray([])]),
  step(ONE, 'INSERT 1', ['{"pk":{"id":5,"k":"a"},"v":1}']),
  step(ONE, '! 23505', ['{"pk":{"id":5,"k":"a"},"v":1}']),
  step(ONE, '! XX000', ['{"pk":{"id":6,"k":"a"},"v":"x"}']),
  step(ONE, '! XX000', ['{"pk":{"id":6},"v":1}']),
  step(ONE, '! XX000', ['{"v":1}']),
  step(ONE, '! XX000', ['{"pk":{"id":7,"k":"a"},"vc":"abcd"}']),
  step(ONE, 'INSERT 1', ['{"pk":{"id":8,"k":"a"},"vc":"abc  "}']),
  step(ONE, '! XX000', ['{"pk":{"id":9,"k":"a","x":1}}']),
  step(ONE, '! XX000', ['5']),
  step(ONE, '! XX000', ['{broken']),
  step(
    `${ONE} ON CONFLICT ("pk"['id'], "pk"['k']) DO UPDATE SET "v" = excluded."v" RETURNING "v"`,
    'INSERT 1 [{"v":"77"}]',
    ['{"pk":{"id":5,"k":"a"},"v":77}'],
  ),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step(
    `SELECT * FROM "s"."t" ORDER BY "pk"['id']`,
    'SELECT 4 [{"data":{"x":2},"pk":{"id":1,"k":"a"},"v":"2","vc":null},{"data":null,"pk":{"id":4,"k":"a"},"v":null,"vc":null},{"data":null,"pk":{"id":5,"k":"a"},"v":"77","vc":null},{"data":null,"pk":{"id":8,"k":"a"},"v":null,"vc":"abc"}]',
  ),
  step(
    `SELECT "pk"['id'] AS k0, "pk"['k'] AS k1, "v" AS version FROM "s"."t" WHERE "pk"['id'] = ANY($1) AND "pk"['k'] = ANY($2) ORDER BY 1`,
    'SELECT 2 [{"k0":"1","k1":"a","version":"2"},{"k0":"5","k1":"a","version":"77"}]',
    [[1, 5], ['a']],
  ),
  step(
    `UPDATE "s"."t" SET "v" = GREATEST("v", $3::BIGINT) WHERE "pk"['id'] = $1 AND "pk"['k'] = $2`,
    'UPDATE 1',
    [1, 'a', 9],
  ),
  step('UPDATE "s"."t" SET "pk" = $1', '! XX000', ['{"id":1,"k":"q"}']),
  step(`DELETE FROM "s"."t" WHERE "pk"['id'] = $1 AND "pk"['k'] = $2`, 'DELETE 1', [1, 'a']),
  step(`DELETE FROM "s"."t" WHERE "pk"['id'] = $1 AND "pk"['k'] = $2`, 'DELETE 0', [1, 'a']),
  step('SET error_on_unknown_object_key = true', 'SET 0'),
  step(ONE, '! 42703', ['{"pk":{"id":20,"k":"a"}}']),
  step('DROP TABLE "s"."t"', 'DROP 1'),
  step('CREATE TABLE "s"."t" ("pk" OBJECT AS ("id" TEXT PRIMARY KEY), "data" OBJECT(DYNAMIC))', 'CREATE 1'),
  step(
    'SHOW CREATE TABLE "s"."t"',
    'SHOW 1 [{"SHOW CREATE TABLE s.t":"CREATE TABLE IF NOT EXISTS \\"s\\".\\"t\\" (\\n   \\"pk\\" OBJECT(DYNAMIC) AS (\\n      \\"id\\" TEXT NOT NULL\\n   ),\\n   \\"data\\" OBJECT(DYNAMIC),\\n   PRIMARY KEY (\\"pk\\"[\'id\'])\\n)\\nCLUSTERED BY (\\"pk\\"[\'id\']) INTO 4 SHARDS\\nWITH (\\n   column_policy = \'strict\',\\n   number_of_replicas = \'0-1\'\\n)"}]',
  ),
  step('ALTER TABLE "s"."t" SET ("blocks.write" = true, refresh_interval = 100)', 'ALTER null'),
  step(
    'SHOW CREATE TABLE "s"."t"',
    'SHOW 1 [{"SHOW CREATE TABLE s.t":"CREATE TABLE IF NOT EXISTS \\"s\\".\\"t\\" (\\n   \\"pk\\" OBJECT(DYNAMIC) AS (\\n      \\"id\\" TEXT NOT NULL\\n   ),\\n   \\"data\\" OBJECT(DYNAMIC),\\n   PRIMARY KEY (\\"pk\\"[\'id\'])\\n)\\nCLUSTERED BY (\\"pk\\"[\'id\']) INTO 4 SHARDS\\nWITH (\\n   \\"blocks.write\\" = true,\\n   column_policy = \'strict\',\\n   number_of_replicas = \'0-1\',\\n   refresh_interval = 100\\n)"}]',
  ),
  step('ALTER TABLE "s"."t" SET ("blocks.write" = false)', 'ALTER null'),
  step('DROP TABLE "s"."t"', 'DROP 1'),
];
