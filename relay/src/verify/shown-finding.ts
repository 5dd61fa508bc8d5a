import { Decimal, hashOf, isJsonObject, type JsonValue } from '@cdc-relay/singer';
import type { Finding, ShownFinding } from './finding.ts';
import type { VerifyOptions } from './options.ts';

type Shown = Pick<VerifyOptions, 'values' | 'hashKeys'>;

/** A finding as a report shows it. */
export function shownFinding({ kind, key, differences }: Finding, shown: Shown): ShownFinding {
  return {
    kind,
    key: shown.hashKeys ? hashOf(JSON.stringify(key)) : [...key],
    differences: differences.map(({ attribute, wanted, found }) => ({
      attribute,
      source: shownValue(wanted ?? null, shown),
      row: shownValue(found ?? null, shown),
    })),
  };
}

function shownValue(value: JsonValue, { values }: Shown): JsonValue {
  return values ? value : shapeOf(value);
}

/** What a value is, without saying the value. */
function shapeOf(value: JsonValue): string {
  if (value === null) return 'nothing';
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (typeof value === 'boolean') return 'a boolean';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isJsonObject(value)) return `an object of ${Object.keys(value).length} members`;
  return `a number of ${(value instanceof Decimal ? value.literal : String(value)).replaceAll(/\D/g, '').length} digits`;
}
