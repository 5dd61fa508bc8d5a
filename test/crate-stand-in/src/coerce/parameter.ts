import { CrateError, INTERNAL } from '../errors/crate-error.ts';
import type { Column, ColumnType } from '../types/column-type.ts';
import { coerce, type Learn } from './coerce.ts';
import { type Json, parseJson } from './json.ts';
import { Misfit } from './misfit.ts';
import { postgresText } from './postgres-text.ts';

/** Casts the text of a parameter that goes to a column as it is. Throws CrateDB's refusal of what does not fit. */
export function coerceParameter(text: string, column: Column, learn: Learn): string | null {
  try {
    return postgresText(coerce(readParameter(text, column.type), column, learn), column.type);
  } catch (error) {
    if (error instanceof Misfit) throw new CrateError(INTERNAL, error.message, { cause: error });
    throw error;
  }
}

/** Objects and arrays of arrays come as JSON, arrays as PostgreSQL's arrays, which are read with the values. */
function readParameter(text: string, type: ColumnType): Json {
  const isJson = type.kind === 'object' || (type.kind === 'array' && type.of.kind === 'array');
  return isJson ? parseJson(text) : text;
}
