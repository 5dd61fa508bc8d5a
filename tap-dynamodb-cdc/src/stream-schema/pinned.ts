import { isJsonObject, type JsonSchema, type JsonValue } from '@cdc-relay/singer';

/**
 * A pinned schema, with what was learned as an alternative where an item has another type: the first alternative still
 * decides about the column, but a target that validates does not refuse the item.
 */
export function pinnedFor(pin: JsonSchema, lesson: JsonSchema | undefined): JsonSchema {
  return lesson === undefined || covers(pin, lesson) ? pin : { anyOf: [pin, lesson] };
}

/** True when every type that was learned is one of the pinned ones, at any depth; what says more is not judged. */
function covers(pin: JsonValue | undefined, lesson: JsonValue | undefined): boolean {
  if (!isJsonObject(pin) || !isJsonObject(lesson)) return true;
  const [allowed, seen] = [typesOf(pin), typesOf(lesson)];
  if (allowed.length === 0) return true;
  const isAllowed = (type: JsonValue): boolean =>
    type === 'null' || allowed.includes(type) || (type === 'integer' && allowed.includes('number'));
  if (!seen.every(isAllowed) || !covers(pin.items, lesson.items)) return false;
  const [members, learned] = [pin.properties, lesson.properties];
  if (!isJsonObject(members) || !isJsonObject(learned)) return true;
  return Object.entries(learned).every(([name, member]) =>
    covers(Object.hasOwn(members, name) ? members[name] : undefined, member),
  );
}

function typesOf({ type }: JsonSchema): JsonValue[] {
  return [type ?? []].flat();
}
