import { expect, test } from 'vitest';
import { readDetails } from './definition.ts';

const DDL = `CREATE TABLE IF NOT EXISTS "s"."t" (
   "n" NUMERIC(20, 3),
   "o""x" OBJECT(DYNAMIC) AS (
      "m" NUMERIC(12, 4),
      "long" TEXT INDEX OFF STORAGE WITH (
         columnstore = false
      ),
      "v" VARCHAR(4)
   ),
   "list" ARRAY(NUMERIC(11, 2)),
   "z" TEXT NOT NULL,
   "long" TEXT INDEX OFF STORAGE WITH (
      columnstore = false
   ),
   "ft" TEXT INDEX USING FULLTEXT WITH (
      analyzer = 'standard'
   ),
   "plain" TEXT INDEX OFF,
   "indexed" TEXT STORAGE WITH (
      columnstore = false
   ),
   "short" ARRAY(ARRAY(VARCHAR(3))),
   "fixed" ARRAY(CHARACTER(2)) DEFAULT ['NUMERIC(1)'],
   "pk" OBJECT(STRICT) AS (
      "it's" TEXT NOT NULL
   ),
   PRIMARY KEY ("z", "o""x", "pk"['it''s'])
)
CLUSTERED INTO 4 SHARDS
WITH (
   column_policy = 'strict'
)`;

test('what only SHOW CREATE TABLE shows is read from it', () => {
  expect([...readDetails(DDL)].map(([path, detail]) => [JSON.parse(path), detail])).toEqual([
    [['n'], { precision: 20, scale: 3 }],
    [['o"x', 'm'], { precision: 12, scale: 4 }],
    [['o"x', 'long'], { unlimited: true }],
    [['list'], { precision: 11, scale: 2 }],
    [['long'], { unlimited: true }],
    [['ft'], { unlimited: true }],
    [['short'], { length: 3 }],
    [['fixed'], { length: 2 }],
  ]);
});
