import { isJsonObject, type JsonObject, type JsonValue } from '@cdc-relay/singer';

/** A state inside a state inside a state: no tool nests deeper than this. */
const MAX_WRAPPINGS = 4;

/**
 * Takes a state out of what tools put around it: a STATE message (`{"type": "STATE", "value": …}`), what `meltano state
 * get` prints (`{"singer_state": …}`), and how Meltano stores it (`{"completed": …, "partial": …}`, where a partial one
 * is of a later run that failed; each of them is whole). Returns anything else as it is.
 */
export function unwrapped(value: JsonValue): JsonValue {
  let state = value;
  for (let wrapping = 0; wrapping < MAX_WRAPPINGS; wrapping += 1) {
    const inside = contentOf(state);
    if (inside === undefined) break;
    state = inside;
  }
  return state;
}

/** What is inside the outermost wrapping; undefined when there is none. */
function contentOf(value: JsonValue): JsonValue | undefined {
  if (!isJsonObject(value) || Object.hasOwn(value, 'bookmarks')) return undefined;
  if (value.type === 'STATE') return value.value;
  if (Object.hasOwn(value, 'singer_state')) return value.singer_state ?? {};
  return Object.hasOwn(value, 'completed') || Object.hasOwn(value, 'partial') ? lastOf(value) : undefined;
}

function lastOf({ completed = {}, partial = {} }: JsonObject): JsonValue {
  return isEmpty(partial) ? (completed ?? {}) : partial;
}

function isEmpty(state: JsonValue): boolean {
  return state === null || (isJsonObject(state) && Object.keys(state).length === 0);
}
