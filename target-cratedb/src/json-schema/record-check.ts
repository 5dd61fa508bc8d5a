import {
  Decimal,
  holdsDecimal,
  isJsonObject,
  type JsonObject,
  type JsonSchema,
  type JsonValue,
} from '@cdc-relay/singer';
import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { modernSchema } from './modern.ts';
import { isMultipleOf } from './multiple-of.ts';
import { boundedPattern, type Pattern } from './pattern.ts';
import type { PatternBudget } from './pattern-budget.ts';
import { areUnique } from './unique-items.ts';

/** Checks the records of a stream against its SCHEMA; gives what is wrong, or undefined. */
export type RecordCheck = (record: JsonObject) => string | undefined;

/**
 * Compiles the check, by the draft that `$schema` names, else by the union of drafts 4 to 7. Taps send schemas with
 * keywords, formats and patterns of their own; what is not JSON Schema is ignored. `slowPattern` is told a pattern that takes
 * too long and is ignored from then on. Throws when the schema is unusable.
 */
export function recordCheck(
  schema: JsonSchema,
  budget: PatternBudget,
  slowPattern: (pattern: string) => void,
): RecordCheck {
  const check = validatorOf(schema, budget, slowPattern).compile(modernSchema(schema));
  return (record) =>
    check(holdsDecimal(record) ? withDoubles(record) : record) ? undefined : explain(check);
}

function validatorOf(
  { $schema: draft }: JsonSchema,
  budget: PatternBudget,
  slowPattern: (pattern: string) => void,
): Ajv {
  const regExp = (pattern: string): Pattern => boundedPattern(pattern, budget, () => slowPattern(pattern));
  const options: Options = {
    strict: false,
    validateFormats: false,
    validateSchema: false,
    logger: false,
    // Own properties only: an absent attribute named `constructor` is not the one that every object inherits.
    ownProperties: true,
    code: { regExp: Object.assign(regExp, { code: 'boundedPattern' }) },
  };
  const ajv = newValidator(typeof draft === 'string' ? draft : '', options);
  ajv.removeKeyword('multipleOf');
  ajv.addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    validate: (factor: number, value: number) => isMultipleOf(value, factor),
    error: { message: ({ schema }) => `must be multiple of ${schema}` },
  });
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (unique: boolean, items: readonly unknown[]) => !unique || areUnique(items),
    error: { message: 'must NOT have duplicate items' },
  });
  return ajv;
}

function newValidator(draft: string, options: Options): Ajv {
  if (draft.includes('2020-12')) return new Ajv2020(options);
  return draft.includes('2019-09') ? new Ajv2019(options) : new Ajv(options);
}

function explain({ errors }: ValidateFunction): string {
  const [first] = errors ?? [];
  return first === undefined
    ? 'does not match its SCHEMA'
    : `${first.instancePath || 'the record'} ${first.message}`;
}

/** A copy in which exact decimals are doubles, which are what the validator knows as numbers: finite ones. */
function withDoubles(value: JsonValue): unknown {
  if (value instanceof Decimal)
    return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(value.literal)));
  if (Array.isArray(value)) return value.map(withDoubles);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withDoubles(member)]));
}
