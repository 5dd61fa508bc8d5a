import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '@cdc-relay/singer';
import type { Operation } from './batch.ts';

/**
 * A row and its mark as deleted in one: the row's attributes with what the mark says about the row. A mark alone would
 * leave the attributes that stand in the table, which are those before the row.
 */
export function marked(row: Operation, mark: Operation): Operation {
  const about = Object.entries(parseJson(mark.row) as JsonObject).filter(
    // The overflow column holds attributes.
    ([name, value]) => name.startsWith('_sdc_') && !isJsonObject(value),
  );
  const text = stringifyJson({ ...(parseJson(row.row) as JsonObject), ...Object.fromEntries(about) });
  return { ...mark, kind: row.kind, row: text };
}
