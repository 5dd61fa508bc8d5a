import type { ColumnType, ScalarType } from '../types/column-type.ts';
import { arrayText } from './array-text.ts';
import { isNumber, type Json, jsonText } from './json.ts';
import { timestampText } from './times.ts';

/** A value that has been cast to `type`, as the text that PostgreSQL reads for the type that stands for it. */
export function postgresText(value: Json, type: ColumnType): string | null {
  if (value === null) return null;
  if (type.kind === 'scalar') return scalarText(value, type);
  if (type.kind === 'object' || type.of.kind === 'array' || !Array.isArray(value)) return jsonText(value);
  const { of } = type;
  return arrayText(value.map((element) => postgresText(element, of)));
}

function scalarText(value: Json, type: ScalarType): string {
  const text = isNumber(value) ? value.value : String(value);
  return type.name === 'timestamp with time zone' ? timestampText(text) : text;
}
