import { holdsDecimal, type JsonObject, type JsonSchema } from '@cdc-relay/singer';
import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { asDoubles } from './as-doubles.ts';
import { hasManyProperties } from './many-properties.ts';
import { modernSchema } from './modern.ts';
import { isMultipleOf } from './multiple-of.ts';
import { boundedPattern, type Pattern } from './pattern.ts';
import type { PatternBudget } from './pattern-budget.ts';
import { type NotUnderstood, understoodSchema } from './understood.ts';
import { areUnique } from './unique-items.ts';

/** Checks the records of a stream against its SCHEMA; returns what is wrong, or undefined. */
export type RecordCheck = (record: JsonObject) => string | undefined;

/**
 * Compiles the check, by the draft that `$schema` names, else by the union of drafts 4 to 7. Taps send schemas with
 * keywords, formats and patterns of their own; what is not JSON Schema is ignored, and `notUnderstood` is called with what looks
 * like it. `slowPattern` is called with a pattern that takes too long and is ignored from then on. Throws when the schema is
 * unusable.
 */
export function recordCheck(
  schema: JsonSchema,
  budget: PatternBudget,
  slowPattern: (pattern: string) => void,
  notUnderstood: NotUnderstood = () => undefined,
): RecordCheck {
  const rounding = { isRounded: false };
  const understood = understoodSchema(modernSchema(schema), notUnderstood);
  const check = validatorOf(schema, budget, slowPattern, rounding).compile(understood);
  return (record) => {
    rounding.isRounded = holdsDecimal(record);
    return check(rounding.isRounded ? asDoubles(record) : record) ? undefined : explain(check);
  };
}

/** Whether numbers of the record at hand are not exactly those that were sent: neighbours are the same double then. */
interface Rounding {
  isRounded: boolean;
}

function validatorOf(
  schema: JsonSchema,
  budget: PatternBudget,
  slowPattern: (pattern: string) => void,
  rounding: Rounding,
): Ajv {
  const { $schema: draft } = schema;
  const regExp = (pattern: string): Pattern => boundedPattern(pattern, budget, () => slowPattern(pattern));
  const options: Options = {
    strict: false,
    validateFormats: false,
    validateSchema: false,
    logger: false,
    // Own properties only: an absent attribute named `constructor` is not the one that every object inherits.
    ownProperties: true,
    // Else the check of each property is inside that of the one before: 3,000 are too deep for the engine.
    allErrors: hasManyProperties(schema),
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
    validate: (unique: boolean, items: readonly unknown[]) =>
      !unique || rounding.isRounded || areUnique(items),
    error: { message: 'must NOT have duplicate items' },
  });
  exclusiveBounds(ajv, rounding);
  return ajv;
}

/** A rounded number may be at a bound that the number itself is within. */
function exclusiveBounds(ajv: Ajv, rounding: Rounding): void {
  const isWithin = (distance: number): boolean => distance > 0 || (distance === 0 && rounding.isRounded);
  const add = (keyword: string, sign: string, validate: (limit: number, value: number) => boolean): void => {
    ajv.removeKeyword(keyword);
    const error = { message: ({ schema }: { schema: unknown }) => `must be ${sign} ${schema}` };
    ajv.addKeyword({ keyword, type: 'number', schemaType: 'number', validate, error });
  };
  add('exclusiveMaximum', '<', (limit, value) => isWithin(limit - value));
  add('exclusiveMinimum', '>', (limit, value) => isWithin(value - limit));
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
