import type { JsonObject } from '@cdc-relay/singer';

/** A Singer catalog, as `--discover` prints it. */
export interface Catalog {
  readonly streams: readonly CatalogStream[];
}

interface CatalogStream {
  readonly tap_stream_id: string;
  readonly stream: string;
  readonly key_properties: readonly string[];
  readonly replication_method: 'LOG_BASED';
  readonly schema: JsonObject;
  readonly metadata: readonly { readonly breadcrumb: readonly string[]; readonly metadata: JsonObject }[];
}

/** What the catalog entry needs from a table's stream. */
export interface DiscoveredStream {
  readonly name: string;
  readonly keyProperties: readonly string[];
  schemaProperties(): JsonObject;
}

/** Makes the catalog of the streams, all of them and all of their properties selected unless someone deselects. */
export function catalogOf(streams: Iterable<DiscoveredStream>): Catalog {
  return { streams: [...streams].map(entryOf).sort((a, b) => (a.tap_stream_id < b.tap_stream_id ? -1 : 1)) };
}

function entryOf(stream: DiscoveredStream): CatalogStream {
  const { name, keyProperties } = stream;
  const properties = stream.schemaProperties();
  const root: JsonObject = {
    inclusion: 'available',
    'selected-by-default': true,
    'table-key-properties': [...keyProperties],
    'forced-replication-method': 'LOG_BASED',
  };
  return {
    tap_stream_id: name,
    stream: name,
    key_properties: keyProperties,
    replication_method: 'LOG_BASED',
    schema: { type: 'object', properties },
    metadata: [
      { breadcrumb: [], metadata: root },
      ...Object.keys(properties).map((property) => ({
        breadcrumb: ['properties', property],
        metadata: { inclusion: inclusionOf(property, keyProperties), 'selected-by-default': true },
      })),
    ],
  };
}

/** The key and Singer's own columns are always part of a record. */
function inclusionOf(property: string, keyProperties: readonly string[]): 'automatic' | 'available' {
  return keyProperties.includes(property) || property.startsWith('_sdc_') ? 'automatic' : 'available';
}
