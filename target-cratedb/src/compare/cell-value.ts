import { type JsonValue, parseDecimal, parseJson } from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';

/** The value of a column, of the text that CrateDB answers for it: every digit of a number is kept. */
export function cellValue(text: string | null, type: ColumnType): JsonValue {
  if (text === null) return null;
  switch (type.kind) {
    case 'text':
    case 'timestamp':
      return text;
    case 'boolean':
      return text === 't' || text === 'true';
    case 'array':
    case 'object':
    case 'free':
      return parseJson(text);
    case 'other':
      return /^[[{]/.test(text) ? parseJson(text) : text;
    default:
      return parseDecimal(text) ?? text;
  }
}
