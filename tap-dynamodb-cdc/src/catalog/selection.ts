import { isJsonObject, isNames, type JsonObject, type JsonValue, ProgramError } from '@cdc-relay/singer';
import type { Declaration } from '../stream-schema/declaration.ts';
import { isBreadcrumb, unwantedOf } from '../stream-schema/unwanted.ts';

/** What a catalog says about one stream. */
interface StreamSelection {
  readonly selected: boolean;
  readonly declaration: Declaration;
  /** Breadcrumbs that deselect something but can match nothing in any record. */
  readonly strange: readonly (readonly string[])[];
}

/** What a catalog says, by the name of the stream. */
export type Selection = ReadonlyMap<string, StreamSelection>;

/** An entry of a stream's metadata. */
interface Entry {
  readonly breadcrumb: readonly string[];
  readonly metadata: JsonObject;
}

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
  const entries = readMetadata(object.metadata, name);
  const root = entries.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata ?? {};
  const schema = isJsonObject(object.schema) ? object.schema : {};
  const keys = root['table-key-properties'] ?? object.key_properties;
  const deselected = entries
    .filter(({ breadcrumb, metadata }) => breadcrumb.length > 0 && !isSelected(metadata))
    .map(({ breadcrumb }) => breadcrumb);
  const declaration = {
    pinned: {},
    expected: isJsonObject(schema.properties) ? schema.properties : {},
    keyProperties: isNames(keys) ? keys : undefined,
    unwanted: unwantedOf(deselected.filter(isBreadcrumb)),
  };
  const strange = deselected.filter((breadcrumb) => !isBreadcrumb(breadcrumb));
  return [name, { selected: isSelected({ ...selectedOf(object), ...root }), declaration, strange }];
}

/** The entries, of each breadcrumb the last one. */
function readMetadata(metadata: JsonValue | undefined, stream: string): Entry[] {
  if (metadata === undefined) return [];
  const of = JSON.stringify(stream);
  if (!Array.isArray(metadata)) throw invalid(`the metadata of ${of} is not an array`);
  const entries = metadata.map((entry) => readEntry(entry, of));
  return [...new Map(entries.map((entry) => [JSON.stringify(entry.breadcrumb), entry])).values()];
}

function readEntry(entry: JsonValue, stream: string): Entry {
  const { breadcrumb = [], metadata = {} } = isJsonObject(entry) ? entry : { breadcrumb: null };
  if (!isPath(breadcrumb)) throw invalid(`a "breadcrumb" of ${stream} is not an array of names`);
  if (!isJsonObject(metadata) || !isChoice(metadata.selected) || !isChoice(metadata['selected-by-default']))
    throw invalid(`"selected" of ${JSON.stringify(breadcrumb)} of ${stream} is neither true nor false`);
  return { breadcrumb, metadata };
}

function isPath(value: JsonValue): value is string[] {
  return Array.isArray(value) && value.every((step) => typeof step === 'string');
}

function isChoice(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || typeof value === 'boolean';
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
    remedy: 'Pass --catalog the catalog that --discover printed, with the selection in its metadata.',
  });
}
