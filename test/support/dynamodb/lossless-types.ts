import { LosslessNumber, parse } from 'lossless-json';
import pg from 'pg';

type Parser = (text: string) => unknown;

const { INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC, JSON: JSON_TEXT, JSONB } = pg.types.builtins;
const TEXT_ARRAY: number = 1009;
const JSON_ARRAY = 199;
const NUMBER_ARRAYS = [1005, 1007, 1016, 1021, 1022, 1231]; // int2[] to int8[], float4[], float8[], numeric[]

const parsers = new Map<number, Parser>([
  ...[INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC].map((oid) => [oid, exactNumber] as const),
  ...NUMBER_ARRAYS.map((oid) => [oid, arrayOf(exactNumber)] as const),
  [JSON_TEXT, parse],
  [JSONB, parse],
  [JSON_ARRAY, arrayOf(parse)],
]);

/**
 * `types` for a `pg` client or query that keeps every digit: numbers of every type, in arrays and in JSON too,
 * are LosslessNumber, so that they also differ from text. Other types as pg parses them.
 */
export const losslessTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format),
};

function exactNumber(text: string): unknown {
  const isSpecial = ['NaN', 'Infinity', '-Infinity'].includes(text);
  return isSpecial ? Number(text) : new LosslessNumber(text);
}

/** Parses an array of any depth by pg's own parser for arrays of text, then each element. */
function arrayOf(element: Parser): Parser {
  const parseTexts: Parser = pg.types.getTypeParser(TEXT_ARRAY);
  const parseElements = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(parseElements);
    return typeof value === 'string' ? element(value) : value;
  };
  return (text) => parseElements(parseTexts(text));
}
