import { insertObjects, type Script, step, textArray } from './script.ts';

const LONGEST_TEXT = 'x'.repeat(32_766);

/** Values cast to the types of columns: what CrateDB 6.4.3 answered. */
export const casts: Script = [
  step(
    'CREATE TABLE "s"."t" ("id" BIGINT PRIMARY KEY, "bi" BIGINT, "i" INTEGER, "dp" DOUBLE PRECISION, "re" REAL, "nu" NUMERIC(38, 5), "ts" TIMESTAMP WITH TIME ZONE, "bo" BOOLEAN, "tx" TEXT, "ta" ARRAY(TEXT), "ba" ARRAY(BIGINT), "nn" ARRAY(ARRAY(BIGINT)), "o" OBJECT(DYNAMIC) AS ("x" BIGINT, "t" TEXT, "ts" TIMESTAMP WITH TIME ZONE, "a" ARRAY(BIGINT), "nu" NUMERIC(10, 1), "y" OBJECT(DYNAMIC) AS ("z" DOUBLE PRECISION)), "oo" ARRAY(OBJECT(DYNAMIC) AS ("q" BIGINT)), "fr" OBJECT(IGNORED), "st" OBJECT(STRICT) AS ("a" INTEGER))',
    'CREATE 1',
  ),
  step('SET error_on_unknown_object_key = false', 'SET 0'),
  step(insertObjects(['id', 'bi']), 'INSERT 6', [
    textArray([
      '{"id":0,"bi":1}',
      '{"id":1,"bi":"2"}',
      '{"id":2,"bi":2.5}',
      '{"id":3,"bi":-2.5}',
      '{"id":4,"bi":"2.5"}',
      '{"id":5,"bi":"x"}',
      '{"id":6,"bi":true}',
      '{"id":7,"bi":9223372036854775806}',
      '{"id":8,"bi":9223372036854775807}',
      '{"id":9,"bi":-9223372036854775808}',
      '{"id":10,"bi":1e3}',
      '{"id":11,"bi":[1]}',
      '{"id":12,"bi":""}',
    ]),
  ]),
  step(insertObjects(['id', 'i']), 'INSERT 2', [
    textArray(['{"id":100,"i":2147483648}', '{"id":101,"i":"7"}', '{"id":102,"i":2.9}']),
  ]),
  step(insertObjects(['id', 'dp']), 'INSERT 5', [
    textArray([
      '{"id":200,"dp":1}',
      '{"id":201,"dp":"2.5"}',
      '{"id":202,"dp":"x"}',
      '{"id":203,"dp":true}',
      '{"id":204,"dp":1e400}',
      '{"id":205,"dp":"NaN"}',
      '{"id":206,"dp":9007199254740993}',
      '{"id":207,"dp":[1]}',
    ]),
  ]),
  step(insertObjects(['id', 're']), 'INSERT 1', [textArray(['{"id":300,"re":1.1}', '{"id":301,"re":1e39}'])]),
  step(insertObjects(['id', 'nu']), 'INSERT 6', [
    textArray([
      '{"id":400,"nu":1.5}',
      '{"id":401,"nu":"2.5"}',
      '{"id":402,"nu":"x"}',
      '{"id":403,"nu":1.123456}',
      '{"id":404,"nu":"12345678901234567890.123456"}',
      '{"id":405,"nu":12345678901234567890.12345}',
      '{"id":406,"nu":123456789012345678901234567890123456}',
      '{"id":407,"nu":"1e33"}',
      '{"id":408,"nu":true}',
    ]),
  ]),
  step(insertObjects(['id', 'ts']), 'INSERT 9', [
    textArray([
      '{"id":500,"ts":"2024-01-02T03:04:05.678Z"}',
      '{"id":501,"ts":"2024-01-02T03:04:05.678999Z"}',
      '{"id":502,"ts":"2024-01-02"}',
      '{"id":503,"ts":"2024-01-02 03:04:05"}',
      '{"id":504,"ts":"2024-01-02T03:04:05+02:00"}',
      '{"id":505,"ts":1704164645678}',
      '{"id":506,"ts":"1704164645678"}',
      '{"id":507,"ts":1704164645.678}',
      '{"id":508,"ts":"x"}',
      '{"id":509,"ts":true}',
      '{"id":510,"ts":"2024-13-01T00:00:00Z"}',
      '{"id":511,"ts":"2024-02-30T00:00:00Z"}',
      '{"id":512,"ts":"9999-12-31T23:59:59.999Z"}',
      '{"id":513,"ts":"10000-01-01T00:00:00Z"}',
    ]),
  ]),
  step(insertObjects(['id', 'bo']), 'INSERT 6', [
    textArray([
      '{"id":600,"bo":true}',
      '{"id":601,"bo":"t"}',
      '{"id":602,"bo":"f"}',
      '{"id":603,"bo":"x"}',
      '{"id":604,"bo":1}',
      '{"id":605,"bo":0}',
      '{"id":606,"bo":"TRUE"}',
      '{"id":607,"bo":[true]}',
    ]),
  ]),
  step(insertObjects(['id', 'tx']), 'INSERT 9', [
    textArray([
      '{"id":700,"tx":"a"}',
      '{"id":701,"tx":1}',
      '{"id":702,"tx":1.5}',
      '{"id":703,"tx":1.0}',
      '{"id":704,"tx":true}',
      '{"id":705,"tx":{"a":1}}',
      '{"id":706,"tx":[1]}',
      '{"id":707,"tx":1e20}',
      '{"id":708,"tx":12345678901234567890}',
      '{"id":709,"tx":null}',
    ]),
  ]),
  step(insertObjects(['id', 'ta']), 'INSERT 4', [
    textArray([
      '{"id":800,"ta":["a","b"]}',
      '{"id":801,"ta":[1,null]}',
      '{"id":802,"ta":"a"}',
      '{"id":803,"ta":[["a"]]}',
      '{"id":804,"ta":[]}',
      '{"id":805,"ta":{"a":1}}',
      '{"id":806,"ta":"{a,b}"}',
    ]),
  ]),
  step(insertObjects(['id', 'ba']), 'INSERT 2', [
    textArray([
      '{"id":900,"ba":[1,"2"]}',
      '{"id":901,"ba":["x"]}',
      '{"id":902,"ba":[1.5]}',
      '{"id":903,"ba":1}',
    ]),
  ]),
  step(insertObjects(['id', 'nn']), 'INSERT 3', [
    textArray([
      '{"id":1000,"nn":[[1,2],[3]]}',
      '{"id":1001,"nn":[["x"]]}',
      '{"id":1002,"nn":[1]}',
      '{"id":1003,"nn":[[]]}',
      '{"id":1004,"nn":[null]}',
    ]),
  ]),
  step(insertObjects(['id', 'o']), 'INSERT 10', [
    textArray([
      '{"id":1100,"o":{"x":"2"}}',
      '{"id":1101,"o":{"x":"y"}}',
      '{"id":1102,"o":{"t":1.0}}',
      '{"id":1103,"o":{"t":true}}',
      '{"id":1104,"o":{"ts":"2024-01-02T03:04:05.678Z"}}',
      '{"id":1105,"o":{"a":[1,"2"]}}',
      '{"id":1106,"o":{"a":5}}',
      '{"id":1107,"o":{"y":{"z":"1.5"}}}',
      '{"id":1108,"o":{"y":5}}',
      '{"id":1109,"o":{"nu":"1.25"}}',
      '{"id":1110,"o":{}}',
      '{"id":1111,"o":null}',
      '{"id":1112,"o":[{}]}',
      '{"id":1113,"o":"x"}',
      '{"id":1114,"o":{"x":null}}',
      '{"id":1115,"o":{"x":9223372036854775808}}',
    ]),
  ]),
  step(insertObjects(['id', 'oo']), 'INSERT 3', [
    textArray([
      '{"id":1200,"oo":[{"q":"2"}]}',
      '{"id":1201,"oo":[{"q":"x"}]}',
      '{"id":1202,"oo":{"q":1}}',
      '{"id":1203,"oo":[]}',
      '{"id":1204,"oo":[null]}',
    ]),
  ]),
  step(insertObjects(['id', 'fr']), 'INSERT 4', [
    textArray([
      '{"id":1300,"fr":{"a":[1,"x"]}}',
      '{"id":1301,"fr":{"a":9223372036854775808}}',
      '{"id":1302,"fr":{"a":9223372036854775807}}',
      '{"id":1303,"fr":{"a":1e400}}',
      '{"id":1304,"fr":{"a.b":1}}',
      '{"id":1305,"fr":[1]}',
    ]),
  ]),
  step(insertObjects(['id', 'st']), 'INSERT 1', [
    textArray(['{"id":1400,"st":{"a":"1"}}', '{"id":1401,"st":{"b":1}}']),
  ]),
  step(insertObjects(['id', 'tx']), 'INSERT 1', [
    textArray([`{"id":9000,"tx":"${LONGEST_TEXT}"}`, `{"id":9001,"tx":"${LONGEST_TEXT}x"}`]),
  ]),
  step('REFRESH TABLE "s"."t"', 'REFRESH 1'),
  step(
    'SELECT "id", "bi" FROM "s"."t" WHERE "id" >= 0 AND "id" < 100 ORDER BY "id"',
    'SELECT 6 [{"bi":"1","id":"0"},{"bi":"2","id":"1"},{"bi":"2","id":"2"},{"bi":"-2","id":"3"},{"bi":"9223372036854775806","id":"7"},{"bi":"1000","id":"10"}]',
  ),
  step(
    'SELECT "id", "i" FROM "s"."t" WHERE "id" >= 100 AND "id" < 200 ORDER BY "id"',
    'SELECT 2 [{"i":7,"id":"101"},{"i":2,"id":"102"}]',
  ),
  step(
    'SELECT "id", "dp" FROM "s"."t" WHERE "id" >= 200 AND "id" < 300 ORDER BY "id"',
    'SELECT 5 [{"dp":1,"id":"200"},{"dp":2.5,"id":"201"},{"dp":null,"id":"204"},{"dp":null,"id":"205"},{"dp":9007199254740992,"id":"206"}]',
  ),
  step(
    'SELECT "id", "re" FROM "s"."t" WHERE "id" >= 300 AND "id" < 400 ORDER BY "id"',
    'SELECT 1 [{"id":"300","re":1.1}]',
  ),
  step(
    'SELECT "id", "nu" FROM "s"."t" WHERE "id" >= 400 AND "id" < 500 ORDER BY "id"',
    'SELECT 6 [{"id":"400","nu":"1.50000"},{"id":"401","nu":"2.50000"},{"id":"403","nu":"1.12346"},{"id":"404","nu":"12345678901234567890.12346"},{"id":"405","nu":"12345678901234567000.00000"},{"id":"406","nu":"-1518767018816521536.00000"}]',
  ),
  step(
    'SELECT "id", "ts" FROM "s"."t" WHERE "id" >= 500 AND "id" < 600 ORDER BY "id"',
    'SELECT 9 [{"id":"500","ts":"2024-01-02T03:04:05.678Z"},{"id":"501","ts":"2024-01-02T03:04:05.678Z"},{"id":"502","ts":"2024-01-02T00:00:00.000Z"},{"id":"503","ts":"2024-01-02T03:04:05.000Z"},{"id":"504","ts":"2024-01-02T01:04:05.000Z"},{"id":"505","ts":"2024-01-02T03:04:05.678Z"},{"id":"506","ts":"2024-01-02T03:04:05.678Z"},{"id":"507","ts":"2024-01-02T03:04:05.678Z"},{"id":"512","ts":"9999-12-31T23:59:59.999Z"}]',
  ),
  step(
    'SELECT "id", "bo" FROM "s"."t" WHERE "id" >= 600 AND "id" < 700 ORDER BY "id"',
    'SELECT 6 [{"bo":true,"id":"600"},{"bo":true,"id":"601"},{"bo":false,"id":"602"},{"bo":true,"id":"604"},{"bo":false,"id":"605"},{"bo":true,"id":"606"}]',
  ),
  step(
    'SELECT "id", "tx" FROM "s"."t" WHERE "id" >= 700 AND "id" < 800 ORDER BY "id"',
    'SELECT 9 [{"id":"700","tx":"a"},{"id":"701","tx":"1"},{"id":"702","tx":"1.5"},{"id":"703","tx":"1.0"},{"id":"704","tx":"t"},{"id":"705","tx":"{\\"a\\":1}"},{"id":"707","tx":"1.0E20"},{"id":"708","tx":"12345678901234567890"},{"id":"709","tx":null}]',
  ),
  step(
    'SELECT "id", "ta" FROM "s"."t" WHERE "id" >= 800 AND "id" < 900 ORDER BY "id"',
    'SELECT 4 [{"id":"800","ta":["a","b"]},{"id":"801","ta":["1",null]},{"id":"804","ta":[]},{"id":"806","ta":["a","b"]}]',
  ),
  step(
    'SELECT "id", "ba" FROM "s"."t" WHERE "id" >= 900 AND "id" < 1000 ORDER BY "id"',
    'SELECT 2 [{"ba":["1","2"],"id":"900"},{"ba":["1"],"id":"902"}]',
  ),
  step(
    'SELECT "id", "nn" FROM "s"."t" WHERE "id" >= 1000 AND "id" < 1100 ORDER BY "id"',
    'SELECT 3 [{"id":"1000","nn":[[1,2],[3]]},{"id":"1003","nn":[[]]},{"id":"1004","nn":[null]}]',
  ),
  step(
    'SELECT "id", "o" FROM "s"."t" WHERE "id" >= 1100 AND "id" < 1200 ORDER BY "id"',
    'SELECT 10 [{"id":"1100","o":{"x":2}},{"id":"1102","o":{"t":"1.0"}},{"id":"1103","o":{"t":"t"}},{"id":"1104","o":{"ts":1704164645678}},{"id":"1105","o":{"a":[1,2]}},{"id":"1107","o":{"y":{"z":1.5}}},{"id":"1109","o":{"nu":1.3}},{"id":"1110","o":{}},{"id":"1111","o":null},{"id":"1114","o":{"x":null}}]',
  ),
  step(
    'SELECT "id", "oo" FROM "s"."t" WHERE "id" >= 1200 AND "id" < 1300 ORDER BY "id"',
    'SELECT 3 [{"id":"1200","oo":[{"q":2}]},{"id":"1203","oo":[]},{"id":"1204","oo":[null]}]',
  ),
  step(
    'SELECT "id", "fr" FROM "s"."t" WHERE "id" >= 1300 AND "id" < 1400 ORDER BY "id"',
    'SELECT 4 [{"fr":{"a":[1,"x"]},"id":"1300"},{"fr":{"a":9223372036854776000},"id":"1302"},{"fr":{"a":"Infinity"},"id":"1303"},{"fr":{"a.b":1},"id":"1304"}]',
  ),
  step(
    'SELECT "id", "st" FROM "s"."t" WHERE "id" >= 1400 AND "id" < 1500 ORDER BY "id"',
    'SELECT 1 [{"id":"1400","st":{"a":1}}]',
  ),
  step('SELECT count(*) FROM "s"."t" WHERE "id" >= 9000', 'SELECT 1 [{"count":"1"}]'),
  step('DROP TABLE "s"."t"', 'DROP 1'),
];
