import { isJsonObject, type JsonSchema, type JsonValue } from '@cdc-relay/singer';
import { BIGINT, BOOLEAN, type ColumnType, TEXT } from './column-type.ts';

/** How a key is spelled, where one value has several spellings: as an instant, or as a decimal number. */
export type Spelling = 'instant' | 'decimal';

/**
 * The column of a key: BIGINT or BOOLEAN where the schema allows nothing else (but null), else TEXT. Those are exact and
 * indexed, and of any of them TEXT can be made; a double rounds, a TIMESTAMP has milliseconds only.
 */
export function keyType(schema: JsonValue | undefined): ColumnType {
  const types = new Set(alternativesOf(schema).flatMap(typesOf));
  types.delete('null');
  if (types.size !== 1) return TEXT;
  if (types.has('integer')) return BIGINT;
  return types.has('boolean') ? BOOLEAN : TEXT;
}

/** The spelling of a key's texts that the schema asks for; undefined when texts differ whenever they are spelled differently. */
export function keySpelling(schema: JsonValue | undefined): Spelling | undefined {
  const texts = alternativesOf(schema).filter((alternative) =>
    typesOf(alternative).some((type) => type === 'string' || type === ANY),
  );
  const formats = new Set(texts.map(({ format }) => format));
  if (formats.size !== 1) return undefined;
  if (formats.has('date-time')) return 'instant';
  return formats.has('singer.decimal') ? 'decimal' : undefined;
}

/** NUMERIC with more digits after the point than these comes out of CrateDB with exponents (1E-7). */
const PLAIN_SCALE = 6;

/**
 * True for the type of a key column that can be made TEXT: CrateDB itself spells all of its values as they are spelled
 * here. (Only existing tables have others than BIGINT and BOOLEAN.)
 */
export function canBecomeText(type: ColumnType): boolean {
  switch (type.kind) {
    case 'text':
      return type.length !== undefined;
    case 'numeric':
      return type.scale <= PLAIN_SCALE;
    case 'other':
      return type.name === 'ip' || type.name === 'character';
    default:
      return ['bigint', 'integer', 'boolean', 'timestamp'].includes(type.kind);
  }
}

/** What a schema without a type allows. */
const ANY = 'any';

/** A schema that has alternatives stands for those. */
function alternativesOf(schema: JsonValue | undefined): JsonSchema[] {
  if (!isJsonObject(schema)) return [];
  const alternatives = [schema.anyOf ?? [], schema.oneOf ?? []].flat();
  if (alternatives.length === 0) return [schema];
  // What is said next to the alternatives applies to each of them.
  const { anyOf: _, oneOf: __, ...common } = schema;
  return alternatives.flatMap((alternative) =>
    alternativesOf(isJsonObject(alternative) ? { ...common, ...alternative } : common),
  );
}

function typesOf({ type }: JsonSchema): JsonValue[] {
  return type === undefined ? [ANY] : [type].flat();
}
