import { type Script, step } from './script.ts';

const LONG_NAME = 'ü'.repeat(100);

/** Names: what CrateDB takes and refuses: what CrateDB 6.4.3 answered. */
export const names: Script = [
  step('CREATE TABLE "s"."t" ("id" BIGINT, "a.b" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "a[b" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "a\nb" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "a\tb" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_id" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_raw" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_score" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_doc" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_seq_no" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_primary_term" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_version" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_uid" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_tombstone" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."_All" ("id" BIGINT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_docid" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "_fetchid" TEXT)', '! XX000'),
  step('CREATE TABLE "s"."t" ("id" BIGINT, "o" OBJECT AS ("a.b" TEXT))', '! XX000'),
  step(
    `CREATE TABLE "s"."t" ("id" BIGINT PRIMARY KEY, "" TEXT, "a""b" TEXT, "A b]" TEXT, "ctid" TEXT, "_sdc_x" TEXT, "${LONG_NAME}" TEXT, "o" OBJECT AS ("_id" TEXT, "it's" TEXT))`,
    'CREATE 1',
  ),
  step(
    `INSERT INTO "s"."t" ("id", "", "a""b", "A b]", "ctid", "_sdc_x", "${LONG_NAME}") VALUES (1, 'empty', 'quote', 'blank', 'ctid', 'underscore', 'long')`,
    'INSERT 1',
  ),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step(
    'SELECT * FROM "s"."t"',
    `SELECT 1 [{"":"empty","A b]":"blank","_sdc_x":"underscore","a\\"b":"quote","ctid":"ctid","id":"1","o":null,"${LONG_NAME}":"long"}]`,
  ),
  step(`SELECT "ctid" FROM "s"."t" WHERE "" = 'empty'`, 'SELECT 1 [{"ctid":"ctid"}]'),
  step(`SELECT "o"['it''s'] FROM "s"."t"`, `SELECT 1 [{"o['it''s']":null}]`),
  step(
    'SELECT column_name FROM information_schema.columns WHERE table_schema = $1 ORDER BY ordinal_position',
    `SELECT 10 [{"column_name":"id"},{"column_name":""},{"column_name":"a\\"b"},{"column_name":"A b]"},{"column_name":"ctid"},{"column_name":"_sdc_x"},{"column_name":"${LONG_NAME}"},{"column_name":"o"},{"column_name":"o['_id']"},{"column_name":"o['it's']"}]`,
    ['s'],
  ),
  step('ALTER TABLE "s"."t" ADD COLUMN "c.d" TEXT', '! XX000'),
  step(`ALTER TABLE "s"."t" ADD COLUMN "o"['c.d'] TEXT`, '! XX000'),
  step('ALTER TABLE "s"."t" ADD COLUMN "_id" TEXT', '! XX000'),
  step('CREATE TABLE "s"."a.b" ("id" BIGINT)', '! XX000'),
  step('CREATE TABLE "s"."a b" ("id" BIGINT)', '! XX000'),
  step('SELECT "nope" FROM "s"."t"', '! 42703'),
  step(`SELECT "o"['nope'] FROM "s"."t"`, '! 42703'),
  step('INSERT INTO "s"."t" ("id", "nope") VALUES (2, 3)', '! 42703'),
  step('UPDATE "s"."t" SET "nope" = 1', '! 42703'),
  step('DELETE FROM "s"."t" WHERE "nope" = 1', '! 42703'),
  step('DROP TABLE "s"."t"', 'DROP 1'),
];
