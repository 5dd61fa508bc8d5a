import { type JsonObject, type JsonValue, parseJson } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { PatternBudget } from './pattern-budget.ts';
import { recordCheck } from './record-check.ts';

/** What is wrong with `{"a": …}`, and where the schema of `a` is not understood. */
function checked(schema: string, value: string): { problem: string | undefined; ignored: string[] } {
  const ignored: string[] = [];
  const parsed = parseJson(`{"type":"object","properties":{"a":${schema}}}`) as JsonObject;
  const report = (where: string, _: JsonValue): void =>
    void ignored.push(where.replace('/properties/a/', ''));
  const check = recordCheck(parsed, new PatternBudget(), () => undefined, report);
  return { problem: check(parseJson(`{"a":${value}}`) as JsonObject), ignored };
}

test.each([
  ['{"maximum":9223372036854775807}', '9223372036854775807'],
  ['{"minimum":-9223372036854775808}', '-9223372036854775808'],
  ['{"maximum":9223372036854775807,"exclusiveMaximum":true}', '9223372036854775806'],
  ['{"exclusiveMaximum":9223372036854775807}', '9223372036854775806'],
  ['{"exclusiveMaximum":10}', '9.99999999999999999999'],
  ['{"exclusiveMinimum":0}', '1e-400'],
  ['{"maximum":1e400}', '1e399'],
  ['{"enum":[9223372036854775807,12345678901234567890]}', '12345678901234567890'],
  ['{"const":9223372036854775807}', '9223372036854775807'],
  ['{"const":{"x":[12345678901234567890.5]}}', '{"x":[12345678901234567890.5]}'],
  ['{"uniqueItems":true}', '[9007199254740993,9007199254740992]'],
  ['{"multipleOf":0.00000000000000000001}', '0.5'],
])('%s accepts %s', (schema, value) => {
  expect(checked(schema, value)).toEqual({ problem: undefined, ignored: [] });
});

test.each([
  ['{"maxLength":-1}', '"text"', 'maxLength'],
  ['{"minItems":"1"}', '[]', 'minItems'],
  ['{"maximum":"10"}', '11', 'maximum'],
  ['{"multipleOf":0}', '11', 'multipleOf'],
  ['{"type":"timestamp"}', '11', 'type'],
  ['{"type":["string","decimal"]}', '11', 'type'],
  ['{"enum":[]}', '11', 'enum'],
  ['{"pattern":"[[:alpha:]]"}', '"1"', 'pattern'],
  ['{"not":{"pattern":"\\\\Aa"}}', '"b"', 'not/pattern'],
  ['{"if":{"maxLength":-1},"then":{"type":"integer"}}', '"b"', 'if/maxLength'],
  ['{"oneOf":[{"pattern":"\\\\Aa"},{"type":"string"}]}', '"b"', 'oneOf/0/pattern'],
  [
    '{"patternProperties":{"\\\\Aa":{"type":"integer"}},"additionalProperties":false}',
    '{"a":"x"}',
    'patternProperties',
  ],
  ['{"properties":5,"additionalProperties":false}', '{"a":"x"}', 'properties'],
  ['{"items":{"maxLength":-1}}', '["a"]', 'items/maxLength'],
])('%s accepts %s, as %s is not understood', (schema, value, where) => {
  expect(checked(schema, value)).toEqual({ problem: undefined, ignored: [where] });
});

test.each([
  ['{"maximum":9223372036854775807}', '9223372036854785807'],
  ['{"exclusiveMaximum":10}', '10'],
  ['{"enum":[9223372036854775807]}', '5'],
  ['{"maxLength":-1,"type":"string"}', '5'],
  ['{"not":{"type":"integer"}}', '5'],
])('%s still refuses %s', (schema, value) => {
  expect(checked(schema, value).problem).toBeDefined();
});
