// Written by `npm run generate` from schemas/. Change the schema, not this file.
import type { SettingsSchema } from '@cdc-relay/singer';

export interface TargetSettings {
/**
 * Where to write to: `crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true` (its port is the HTTP port) or `postgresql://USER:PASSWORD@HOST:5432/SCHEMA`. Without it, CRATEDB_SQLALCHEMY_URL, then CRATEDB_CLUSTER_URL, then `crate://crate@localhost:4200`.
 */
url?: string
/**
 * Port of CrateDB's PostgreSQL protocol, when the URL is a `crate://` one and the port is not 5432.
 */
pg_port?: number
/**
 * Schema of the tables; without it, the one of the URL, else `doc`.
 */
default_target_schema?: string
/**
 * `upsert` writes one row per key (streams without a key are appended); `append-only` adds a row for every record.
 */
load_method: ("upsert" | "append-only")
/**
 * A record with `_sdc_deleted_at` removes the row; otherwise the row stays, with that column set.
 */
hard_delete: boolean
/**
 * Rows of one table to collect before they are written.
 */
batch_size_rows: number
/**
 * Bytes of one table's rows to collect before they are written.
 */
batch_size_bytes: number
/**
 * Longest time that a record waits to be written, also when the input pauses.
 */
batch_wait_limit_seconds: number
}

/** The settings as JSON Schema: their check, their defaults and `--about`. */
export const settingsSchema: SettingsSchema = { type: 'object', additionalProperties: false, properties: {
  "url": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Where to write to: `crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true` (its port is the HTTP port) or `postgresql://USER:PASSWORD@HOST:5432/SCHEMA`. Without it, CRATEDB_SQLALCHEMY_URL, then CRATEDB_CLUSTER_URL, then `crate://crate@localhost:4200`."
  },
  "pg_port": {
    "type": "integer",
    "minimum": 1,
    "maximum": 65535,
    "description": "Port of CrateDB's PostgreSQL protocol, when the URL is a `crate://` one and the port is not 5432."
  },
  "default_target_schema": {
    "type": "string",
    "minLength": 1,
    "description": "Schema of the tables; without it, the one of the URL, else `doc`."
  },
  "load_method": {
    "type": "string",
    "enum": [
      "upsert",
      "append-only"
    ],
    "default": "upsert",
    "description": "`upsert` writes one row per key (streams without a key are appended); `append-only` adds a row for every record."
  },
  "hard_delete": {
    "type": "boolean",
    "default": true,
    "description": "A record with `_sdc_deleted_at` removes the row; otherwise the row stays, with that column set."
  },
  "batch_size_rows": {
    "type": "integer",
    "minimum": 1,
    "maximum": 100000,
    "default": 5000,
    "description": "Rows of one table to collect before they are written."
  },
  "batch_size_bytes": {
    "type": "integer",
    "minimum": 1024,
    "default": 8388608,
    "description": "Bytes of one table's rows to collect before they are written."
  },
  "batch_wait_limit_seconds": {
    "type": "number",
    "exclusiveMinimum": 0,
    "default": 5,
    "description": "Longest time that a record waits to be written, also when the input pauses."
  }
} };
