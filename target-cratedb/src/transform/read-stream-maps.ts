import { invalidSettings, type JsonObject, type JsonValue } from '@cdc-relay/singer';
import { readProperty } from './read-property.ts';
import type { PropertyMap, StreamMap } from './stream-map.ts';

/** The maps of all streams; a stream that is not mentioned is kept as it is, or dropped. */
export interface StreamMaps {
  /** Undefined keeps a stream as it is, null drops it. */
  of(stream: string): StreamMap | null | undefined;
}

/** In place of null, for configurations that cannot write it. */
const NULL = '__NULL__';

/**
 * Reads the setting `stream_maps`: the part of the Singer SDK's that needs no expressions. Throws CONFIG_INVALID that
 * names every part that is not supported.
 */
export function readStreamMaps(setting: JsonObject): StreamMaps {
  const problems: string[] = [];
  const maps = new Map<string, StreamMap | null>();
  for (const [stream, map] of Object.entries(setting)) {
    if (stream !== '__else__') maps.set(stream, readStreamMap(map, `stream_maps.${stream}`, problems));
    else if (!isNull(map)) problems.push('"stream_maps.__else__" can only be null');
  }
  if (problems.length > 0) throw invalidSettings(problems);
  const others = Object.hasOwn(setting, '__else__') ? null : undefined;
  return { of: (stream) => (maps.has(stream) ? maps.get(stream) : others) };
}

function readStreamMap(value: JsonValue, path: string, problems: string[]): StreamMap | null {
  if (isNull(value)) return null;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(`"${path}" must be an object, or null to drop the stream`);
    return null;
  }
  const map = value as JsonObject;
  if (dropsStream(map, path, problems)) return null;
  return {
    alias: readAlias(map.__alias__, path, problems),
    keyProperties: readKeys(map.__key_properties__, path, problems),
    keepsOthers: !dropsOthers(map, path, problems),
    properties: readProperties(map, path, problems),
  };
}

function readProperties(map: JsonObject, path: string, problems: string[]): Map<string, PropertyMap> {
  const properties = new Map<string, PropertyMap>();
  for (const [name, value] of Object.entries(map)) {
    if (['__alias__', '__filter__', '__else__', '__key_properties__'].includes(name)) continue;
    const property = isNull(value) ? ({ kind: 'drop' } as const) : readProperty(value);
    if (property === undefined || name === '__source__') problems.push(unsupported(`${path}.${name}`));
    else properties.set(name, property);
  }
  return properties;
}

function dropsStream(map: JsonObject, path: string, problems: string[]): boolean {
  const { __filter__: filter = true } = map;
  if (isNull(filter) || filter === false || filter === 'False') return true;
  if (filter !== true && filter !== 'True') problems.push(unsupported(`${path}.__filter__`));
  return false;
}

function dropsOthers(map: JsonObject, path: string, problems: string[]): boolean {
  if (!Object.hasOwn(map, '__else__')) return false;
  if (!isNull(map.__else__)) problems.push(`"${path}.__else__" can only be null`);
  return true;
}

function readAlias(alias: JsonValue | undefined, path: string, problems: string[]): string | undefined {
  if (alias === undefined || (typeof alias === 'string' && alias !== '')) return alias;
  problems.push(`"${path}.__alias__" must be a name`);
  return undefined;
}

function readKeys(keys: JsonValue | undefined, path: string, problems: string[]): string[] | undefined {
  if (keys === undefined) return undefined;
  if (isNull(keys)) return [];
  const names = Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : undefined;
  if (names?.length !== (keys as JsonValue[]).length)
    problems.push(`"${path}.__key_properties__" must be a list of names`);
  return names;
}

function isNull(value: JsonValue | undefined): boolean {
  return value === null || value === NULL;
}

function unsupported(path: string): string {
  return `"${path}" is not supported; possible values are null, the name of a property, a 'text' in quotes, a number, true and false; no expressions`;
}
