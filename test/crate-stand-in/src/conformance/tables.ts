import { type Script, step } from './script.ts';

/** Tables and what information_schema says about them: what CrateDB 6.4.3 answered. */
export const tables: Script = [
  step(
    `CREATE TABLE IF NOT EXISTS "s"."t" ("id" BIGINT NOT NULL, "k" TEXT NOT NULL, "n" DOUBLE PRECISION, "d" NUMERIC(38, 5), "ts" TIMESTAMP WITH TIME ZONE, "b" BOOLEAN, "tags" ARRAY(TEXT), "m" ARRAY(ARRAY(BIGINT)), "o" OBJECT(DYNAMIC) AS ("x" BIGINT, "y" OBJECT(STRICT) AS ("z" TEXT)), "oo" ARRAY(OBJECT(DYNAMIC) AS ("q" BIGINT)), "free" OBJECT(IGNORED), "txt" TEXT INDEX OFF STORAGE WITH (columnstore = false), "i" INTEGER, "r" REAL, PRIMARY KEY ("id", "k")) CLUSTERED INTO 4 SHARDS PARTITIONED BY ("k") WITH (number_of_replicas = '0-1', column_policy = 'strict', "mapping.total_fields.limit" = 2000)`,
    'CREATE 1',
  ),
  step('CREATE TABLE IF NOT EXISTS "s"."t" ("a" INTEGER)', 'CREATE 0'),
  step('CREATE TABLE "s"."t" ("a" INTEGER)', '! 42P07'),
  step(
    'SELECT column_name, data_type, column_details, is_nullable FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position',
    `SELECT 18 [{"column_details":{"name":"id","oid":1,"path":[],"policy":"strict"},"column_name":"id","data_type":"bigint","is_nullable":"NO"},{"column_details":{"name":"k","oid":2,"path":[],"policy":"strict"},"column_name":"k","data_type":"text","is_nullable":"NO"},{"column_details":{"name":"n","oid":3,"path":[],"policy":"strict"},"column_name":"n","data_type":"double precision","is_nullable":"YES"},{"column_details":{"name":"d","oid":4,"path":[],"policy":"strict"},"column_name":"d","data_type":"numeric","is_nullable":"YES"},{"column_details":{"name":"ts","oid":5,"path":[],"policy":"strict"},"column_name":"ts","data_type":"timestamp with time zone","is_nullable":"YES"},{"column_details":{"name":"b","oid":6,"path":[],"policy":"strict"},"column_name":"b","data_type":"boolean","is_nullable":"YES"},{"column_details":{"name":"tags","oid":7,"path":[],"policy":"strict"},"column_name":"tags","data_type":"text_array","is_nullable":"YES"},{"column_details":{"name":"m","oid":8,"path":[],"policy":"strict"},"column_name":"m","data_type":"bigint_array_array","is_nullable":"YES"},{"column_details":{"name":"o","oid":9,"path":[],"policy":"dynamic"},"column_name":"o","data_type":"object","is_nullable":"YES"},{"column_details":{"name":"o","oid":10,"path":["x"],"policy":"strict"},"column_name":"o['x']","data_type":"bigint","is_nullable":"YES"},{"column_details":{"name":"o","oid":11,"path":["y"],"policy":"strict"},"column_name":"o['y']","data_type":"object","is_nullable":"YES"},{"column_details":{"name":"o","oid":12,"path":["y","z"],"policy":"strict"},"column_name":"o['y']['z']","data_type":"text","is_nullable":"YES"},{"column_details":{"name":"oo","oid":13,"path":[],"policy":"dynamic"},"column_name":"oo","data_type":"object_array","is_nullable":"YES"},{"column_details":{"name":"oo","oid":14,"path":["q"],"policy":"strict"},"column_name":"oo['q']","data_type":"bigint","is_nullable":"YES"},{"column_details":{"name":"free","oid":15,"path":[],"policy":"ignored"},"column_name":"free","data_type":"object","is_nullable":"YES"},{"column_details":{"name":"txt","oid":16,"path":[],"policy":"strict"},"column_name":"txt","data_type":"text","is_nullable":"YES"},{"column_details":{"name":"i","oid":17,"path":[],"policy":"strict"},"column_name":"i","data_type":"integer","is_nullable":"YES"},{"column_details":{"name":"r","oid":18,"path":[],"policy":"strict"},"column_name":"r","data_type":"real","is_nullable":"YES"}]`,
    ['s', 't'],
  ),
  step(
    `SELECT column_name, numeric_precision, numeric_scale, datetime_precision, is_generated FROM information_schema.columns WHERE table_schema = $1 AND table_name = 't' AND numeric_precision IS NOT NULL ORDER BY ordinal_position`,
    `SELECT 7 [{"column_name":"id","datetime_precision":null,"is_generated":"NEVER","numeric_precision":64,"numeric_scale":null},{"column_name":"n","datetime_precision":null,"is_generated":"NEVER","numeric_precision":53,"numeric_scale":null},{"column_name":"d","datetime_precision":null,"is_generated":"NEVER","numeric_precision":38,"numeric_scale":null},{"column_name":"o['x']","datetime_precision":null,"is_generated":"NEVER","numeric_precision":64,"numeric_scale":null},{"column_name":"oo['q']","datetime_precision":null,"is_generated":"NEVER","numeric_precision":64,"numeric_scale":null},{"column_name":"i","datetime_precision":null,"is_generated":"NEVER","numeric_precision":32,"numeric_scale":null},{"column_name":"r","datetime_precision":null,"is_generated":"NEVER","numeric_precision":24,"numeric_scale":null}]`,
    ['s'],
  ),
  step(
    `SELECT column_name, column_details['policy'] FROM information_schema.columns WHERE table_schema = $1 AND column_details['name'] = 'o' ORDER BY ordinal_position`,
    `SELECT 4 [{"column_details['policy']":"dynamic","column_name":"o"},{"column_details['policy']":"strict","column_name":"o['x']"},{"column_details['policy']":"strict","column_name":"o['y']"},{"column_details['policy']":"strict","column_name":"o['y']['z']"}]`,
    ['s'],
  ),
  step(
    'SELECT column_name, ordinal_position, constraint_name FROM information_schema.key_column_usage WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position',
    'SELECT 2 [{"column_name":"id","constraint_name":"t_pkey","ordinal_position":1},{"column_name":"k","constraint_name":"t_pkey","ordinal_position":2}]',
    ['s', 't'],
  ),
  step(
    'SELECT constraint_type, count(*) FROM information_schema.table_constraints WHERE table_schema = $1 GROUP BY constraint_type ORDER BY 1',
    'SELECT 2 [{"constraint_type":"CHECK","count":"2"},{"constraint_type":"PRIMARY KEY","count":"1"}]',
    ['s'],
  ),
  step(
    'SELECT table_name, table_type, clustered_by, number_of_shards, number_of_replicas, partitioned_by, column_policy FROM information_schema.tables WHERE table_schema = $1',
    'SELECT 1 [{"clustered_by":"_id","column_policy":"strict","number_of_replicas":"0-1","number_of_shards":4,"partitioned_by":["k"],"table_name":"t","table_type":"BASE TABLE"}]',
    ['s'],
  ),
  step('SELECT * FROM "s"."t"', 'SELECT 0 []'),
  step(
    `ALTER TABLE "s"."t" ADD COLUMN "x" TEXT, ADD COLUMN "o"['m'] BIGINT, ADD COLUMN "o"['w']['v'] OBJECT(DYNAMIC) AS ("e" INTEGER), ADD COLUMN "oo"['e'] TEXT, ADD COLUMN "p"['new'] ARRAY(TEXT)`,
    'ALTER null',
  ),
  step('ALTER TABLE "s"."t" ADD COLUMN "x" TEXT', '! XX000'),
  step(`ALTER TABLE "s"."t" ADD COLUMN "o"['m'] TEXT`, '! XX000'),
  step('ALTER TABLE "s"."t" ADD COLUMN "c" TEXT, ADD COLUMN "c" TEXT', '! XX000'),
  step(`ALTER TABLE "s"."t" ADD COLUMN "k"['m'] TEXT`, '! XX000'),
  step('ALTER TABLE "s"."t" RENAME COLUMN "x" TO "X 2"', 'ALTER null'),
  step('ALTER TABLE "s"."t" RENAME COLUMN "X 2" TO "o"', '! XX000'),
  step('ALTER TABLE "s"."t" DROP COLUMN "X 2"', 'ALTER null'),
  step('ALTER TABLE "s"."t" DROP COLUMN "X 2"', '! 42703'),
  step('ALTER TABLE "s"."t" DROP COLUMN IF EXISTS "X 2"', 'ALTER null'),
  step('ALTER TABLE "s"."t" DROP COLUMN "k"', '! XX000'),
  step('ALTER TABLE "s"."t" ADD COLUMN "last" TEXT', 'ALTER null'),
  step(
    'SELECT column_name, data_type, ordinal_position FROM information_schema.columns WHERE table_schema = $1 AND ordinal_position > 16 ORDER BY ordinal_position',
    `SELECT 10 [{"column_name":"i","data_type":"integer","ordinal_position":17},{"column_name":"r","data_type":"real","ordinal_position":18},{"column_name":"o['m']","data_type":"bigint","ordinal_position":20},{"column_name":"o['w']","data_type":"object","ordinal_position":21},{"column_name":"o['w']['v']","data_type":"object","ordinal_position":22},{"column_name":"o['w']['v']['e']","data_type":"integer","ordinal_position":23},{"column_name":"oo['e']","data_type":"text","ordinal_position":24},{"column_name":"p","data_type":"object","ordinal_position":25},{"column_name":"p['new']","data_type":"text_array","ordinal_position":26},{"column_name":"last","data_type":"text","ordinal_position":27}]`,
    ['s'],
  ),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step('REFRESH TABLE "s"."t", "s"."t"', 'REFRESH 1'),
  step('REFRESH TABLE "s"."nope"', '! 42P01'),
  step('DROP TABLE "s"."t"', 'DROP 1'),
  step('DROP TABLE IF EXISTS "s"."t"', 'DROP 0'),
  step('DROP TABLE "s"."t"', '! 3F000'),
  step('SELECT * FROM "s_nowhere"."t"', '! 3F000'),
  step(
    'SELECT count(*) AS "left" FROM information_schema.columns WHERE table_schema = $1',
    'SELECT 1 [{"left":"0"}]',
    ['s'],
  ),
];
