import { isJsonObject, type JsonObject, type JsonValue, ProgramError } from '@cdc-relay/singer';
import { type Declaration, isNames } from '../stream-schema/declaration.ts';

/** What a catalog says about one stream. */
interface StreamSelection {
  readonly selected: boolean;
  readonly declaration: Declaration;
}

/** What a catalog says, by the name of the stream. */
export type Selection = ReadonlyMap<string, StreamSelection>;

/**
 * Reads a catalog by Singer's rules: `selected` in the metadata decides, then `selected-by-default`; what is
 * automatic is always selected. What nobody deselects is selected. Throws CATALOG_INVALID.
 */
export function readCatalog(catalog: JsonObject): Selection {
  if (!Array.isArray(catalog.streams)) throw invalid('"streams" is not an array');
  return new Map(catalog.streams.map(readStream));
}

function readStream(stream: JsonValue): [string, StreamSelection] {
  const object = isJsonObject(stream) ? stream : {};
  const name = object.tap_stream_id ?? object.stream;
  if (typeof name !== 'string') throw invalid('a stream has no "tap_stream_id"');
  const metadata = readMetadata(object.metadata, name);
  const root = metadata.get('[]') ?? {};
  const schema = isJsonObject(object.schema) ? object.schema : {};
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const names = new Set([...Object.keys(properties), ...propertiesIn(metadata)]);
  const deselected = [...names].filter((property) => !isSelected(metadata.get(keyOf(property)) ?? {}));
  const keys = root['table-key-properties'] ?? object.key_properties;
  const declaration = {
    pinned: {},
    expected: properties,
    keyProperties: isNames(keys) ? keys : undefined,
    deselected: new Set(deselected),
  };
  return [name, { selected: isSelected({ ...selectedOf(object), ...root }), declaration }];
}

/** Metadata by breadcrumb, which is spelled as JSON. */
function readMetadata(metadata: JsonValue | undefined, stream: string): Map<string, JsonObject> {
  if (metadata === undefined) return new Map();
  if (!Array.isArray(metadata)) throw invalid(`the metadata of ${JSON.stringify(stream)} is not an array`);
  return new Map(
    metadata
      .filter(isJsonObject)
      .map((entry) => [
        JSON.stringify(entry.breadcrumb ?? []),
        isJsonObject(entry.metadata) ? entry.metadata : {},
      ]),
  );
}

function keyOf(property: string): string {
  return JSON.stringify(['properties', property]);
}

/** Names of the top-level properties that the metadata speaks of. */
function propertiesIn(metadata: ReadonlyMap<string, JsonObject>): string[] {
  return [...metadata.keys()].flatMap((key) => {
    const [head, name, ...deeper] = JSON.parse(key) as string[];
    return head === 'properties' && name !== undefined && deeper.length === 0 ? [name] : [];
  });
}

function isSelected(metadata: JsonObject): boolean {
  if (metadata.inclusion === 'automatic') return true;
  if (metadata.inclusion === 'unsupported') return false;
  return (metadata.selected ?? metadata['selected-by-default'] ?? true) !== false;
}

/** Older catalogs select at the stream itself. */
function selectedOf({ selected }: JsonObject): JsonObject {
  return typeof selected === 'boolean' ? { selected } : {};
}

function invalid(reason: string): ProgramError {
  return new ProgramError('CATALOG_INVALID', `The catalog cannot be used: ${reason}.`, {
    remedy: 'Give --catalog what --discover printed, with the selection in its metadata.',
  });
}
