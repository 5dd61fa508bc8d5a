// Written by `npm run generate` from schemas/. Change the schema, not this file.
import type { SettingsSchema } from '@cdc-relay/singer';

export interface TargetSettings {
/**
 * Where to write to: `crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true` (its port is the HTTP port) or `postgresql://USER:PASSWORD@HOST:5432/SCHEMA`; several hosts of one cluster with commas between. Without it, CRATEDB_SQLALCHEMY_URL, then CRATEDB_CLUSTER_URL, then `crate://crate@localhost:4200`. Host, user, password and encryption come from one source, and none of them may be given twice.
 */
url?: string
/**
 * File that holds the URL and nothing else, such as a secret of Docker or Kubernetes; instead of `url`.
 */
url_file?: string
/**
 * Instead of a URL: host of CrateDB, or several of one cluster with commas between, each with its PostgreSQL port if that is not 5432: `a,b:5433`.
 */
host?: string
/**
 * Port of CrateDB's PostgreSQL protocol, when the URL is a `crate://` one and the port is not 5432.
 */
pg_port?: number
/**
 * User of CrateDB, where the URL names none; else `crate`.
 */
user?: string
/**
 * Password of the user, where the URL holds none.
 */
password?: string
/**
 * Encryption: `require` and `verify-full` encrypt and verify the server's certificate and name, `no-verify` encrypts only. Without it, `?ssl=true` in the URL decides, which is the default for CrateDB Cloud (`*.cratedb.net`). It cannot weaken what the URL asks for.
 */
sslmode?: ("disable" | "require" | "verify-full" | "no-verify")
/**
 * Certificate authorities to trust, in PEM or as the path of a PEM file; without it, those that Node trusts.
 */
ssl_ca?: string
/**
 * Client certificate, in PEM or as the path of a PEM file.
 */
ssl_cert?: string
/**
 * Key of the client certificate, in PEM or as the path of a PEM file.
 */
ssl_key?: string
/**
 * How long one statement may take before it is cancelled and retried.
 */
statement_timeout_seconds: number
/**
 * How long a statement that fails with a transient error (connection, overload, blocked table) is retried before the target ends with an error.
 */
retry_limit_seconds: number
/**
 * Schema of the tables, where the URL (of the same source, or of a more explicit one) names none; by default `doc`.
 */
default_target_schema?: string
/**
 * How tables are created, per stream or, under `*`, for all: `{"orders": {"table": "o", "view": "o_live", "shards": 6, "replicas": "0-1", "partitioned_by": ["day"], "clustered_by": "id", "column_policy": "dynamic", "with": {"refresh_interval": 5000}}}`. Existing tables stay as they are.
 */
table_options?: {
[k: string]: {
table?: string
view?: string
shards?: number
replicas?: (string | number)
partitioned_by?: string[]
clustered_by?: string
column_policy?: ("strict" | "dynamic")
with?: {
[k: string]: string | number | boolean
}
}
}
/**
 * `columns` creates a column per attribute; `document` creates the columns of CrateDB Toolkit: `pk` with the key, `data`, and `aux` for what overflows.
 */
record_layout: ("columns" | "document")
/**
 * Column for values that typed columns cannot hold; in the layout `document` it is `aux`.
 */
overflow_column: string
/**
 * How many members of one map become columns, where the SCHEMA does not list them; further ones go to the overflow column. A map that has more in its first record, or that the SCHEMA calls open, is an OBJECT(IGNORED).
 */
max_members: number
/**
 * `upsert` writes one row per key (streams without a key are appended); `append-only` adds a row for every record; `overwrite` replaces each table by the rows of this run, once its input has ended.
 */
load_method: ("upsert" | "append-only" | "overwrite")
/**
 * What a record with `_sdc_deleted_at` does. `remove` (the default) removes the row; one process writes a table then. `mark` keeps the row with its attributes and sets that column. `tombstone` keeps the key, the version and that column for `tombstone_retention_hours`, then the row goes. In `mark` and `tombstone` any number of processes may write the same keys, and a view shows the live rows.
 */
delete_mode?: ("remove" | "mark" | "tombstone")
/**
 * The older spelling of `delete_mode`: true is `remove`, false is `mark`.
 */
hard_delete?: boolean
/**
 * How long the lease of a state that is kept, and with `delete_mode: remove` of a table, lasts without renewal. After that time another process may take over what one had that was killed on another machine.
 */
lease_seconds: number
/**
 * How long to wait for a state that another process keeps, and with `delete_mode: remove` for a table that it writes, before the target ends with an error that names that process.
 */
lease_wait_seconds: number
/**
 * With `delete_mode: remove`: a name for the keys that this process writes, where several processes write different keys of one table. One process of each group writes a table at a time.
 */
writer_group?: string
/**
 * How long deletions are remembered, so that a late record does not bring a deleted row back. Set it to more than the source can replay.
 */
tombstone_retention_hours: number
/**
 * Rows store the version of their RECORD (`_sdc_table_version`), and ACTIVATE_VERSION ends older ones: they become deletions, as `delete_mode` says.
 */
activate_version: boolean
/**
 * Folder that contains the files of BATCH messages. Files elsewhere are not read, whatever a message or a link says. The tap's `batch_config.storage.root` must be in it. Without it, the working directory.
 */
batch_folder: string
/**
 * Check every record against the JSON Schema of its stream; what does not match is a bad record.
 */
validate_records: boolean
/**
 * `fail` ends the target at a record that cannot be loaded; `dead_letter` appends it to the file `dead_letter_path` and continues.
 */
on_bad_record: ("fail" | "dead_letter")
/**
 * File for bad records: JSON lines with line number, stream, reason and the line as it came.
 */
dead_letter_path?: string
/**
 * With `dead_letter`: the target ends when one run has more bad records than this.
 */
max_bad_records: number
/**
 * How the log names a row that CrateDB refuses: by its key, or by the first 16 digits of the key's SHA-256, for keys that are personal data. Other values are never logged.
 */
log_keys: ("value" | "hash")
/**
 * Longest line of the input. The default is three times what the tap makes of the largest DynamoDB item. A longer line is an error before it is read to its end. CrateDB needs heap of many times these bytes for such a row.
 */
max_line_bytes: number
/**
 * Rows of one table to collect before they are written.
 */
batch_size_rows: number
/**
 * Bytes of one table's rows to collect before they are written.
 */
batch_size_bytes: number
/**
 * How long a batch that is not full collects records before it is written. Unless set, the first record after a pause is written at once, and a table gets five statements a second at most until batches are full.
 */
batch_wait_limit_seconds?: number
/**
 * Bytes that may wait in memory over all tables; beyond this the largest batch is written first.
 */
max_waiting_bytes: number
/**
 * Shortest time between two states. A state is printed as soon as everything before it is durable; the last one is always printed.
 */
state_interval_seconds: number
/**
 * Table that also keeps the last state, as `SCHEMA.TABLE`, or `TABLE` in the schema of the data; `--print-state` prints it.
 */
state_table?: string
/**
 * Name of this pipeline's row in `state_table`.
 */
state_id: string
/**
 * How often metrics are logged; they are also logged at the end.
 */
metrics_interval_seconds: number
/**
 * Address of a server for metrics (`/metrics`), health (`/livez`, `/readyz`, `/status`) and a page for people (`/`): `HOST:PORT`, such as `127.0.0.1:9464`; port 0 for a free one, which is logged. It has no login: other hosts than loopback show it to whoever reaches them.
 */
http?: string
/**
 * `/readyz` says no when a record or a STATE has been waiting to become durable for longer than this.
 */
http_ready_seconds: number
/**
 * Add the columns `_sdc_extracted_at`, `_sdc_received_at`, `_sdc_batched_at`, `_sdc_deleted_at`, `_sdc_sequence`, `_sdc_table_version` and `_sdc_sync_started_at`.
 */
add_record_metadata: boolean
/**
 * Turn the members of objects into columns: `{"a": {"b": 1}}` becomes `a__b`.
 */
flattening_enabled: boolean
/**
 * Levels of objects that are flattened; deeper ones stay objects.
 */
flattening_max_depth: number
/**
 * Text between the names of flattened members.
 */
flattening_separator: string
/**
 * Changes per stream, as the Singer SDK has them, without expressions: `{"customers": {"__alias__": "clients", "secret": null, "mail": "email", "source": "'crm'"}, "logs": null}`.
 */
stream_maps?: {
[k: string]: unknown
}
}

/** The settings as JSON Schema: their check, their defaults and `--about`. */
export const settingsSchema: SettingsSchema = { type: 'object', additionalProperties: false, properties: {
  "url": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Where to write to: `crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true` (its port is the HTTP port) or `postgresql://USER:PASSWORD@HOST:5432/SCHEMA`; several hosts of one cluster with commas between. Without it, CRATEDB_SQLALCHEMY_URL, then CRATEDB_CLUSTER_URL, then `crate://crate@localhost:4200`. Host, user, password and encryption come from one source, and none of them may be given twice."
  },
  "url_file": {
    "type": "string",
    "minLength": 1,
    "description": "File that holds the URL and nothing else, such as a secret of Docker or Kubernetes; instead of `url`."
  },
  "host": {
    "type": "string",
    "minLength": 1,
    "description": "Instead of a URL: host of CrateDB, or several of one cluster with commas between, each with its PostgreSQL port if that is not 5432: `a,b:5433`."
  },
  "pg_port": {
    "type": "integer",
    "minimum": 1,
    "maximum": 65535,
    "description": "Port of CrateDB's PostgreSQL protocol, when the URL is a `crate://` one and the port is not 5432."
  },
  "user": {
    "type": "string",
    "minLength": 1,
    "description": "User of CrateDB, where the URL names none; else `crate`."
  },
  "password": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Password of the user, where the URL holds none."
  },
  "sslmode": {
    "type": "string",
    "enum": [
      "disable",
      "require",
      "verify-full",
      "no-verify"
    ],
    "description": "Encryption: `require` and `verify-full` encrypt and verify the server's certificate and name, `no-verify` encrypts only. Without it, `?ssl=true` in the URL decides, which is the default for CrateDB Cloud (`*.cratedb.net`). It cannot weaken what the URL asks for."
  },
  "ssl_ca": {
    "type": "string",
    "minLength": 1,
    "description": "Certificate authorities to trust, in PEM or as the path of a PEM file; without it, those that Node trusts."
  },
  "ssl_cert": {
    "type": "string",
    "minLength": 1,
    "description": "Client certificate, in PEM or as the path of a PEM file."
  },
  "ssl_key": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Key of the client certificate, in PEM or as the path of a PEM file."
  },
  "statement_timeout_seconds": {
    "type": "number",
    "exclusiveMinimum": 0,
    "default": 300,
    "description": "How long one statement may take before it is cancelled and retried."
  },
  "retry_limit_seconds": {
    "type": "number",
    "minimum": 0,
    "default": 300,
    "description": "How long a statement that fails with a transient error (connection, overload, blocked table) is retried before the target ends with an error."
  },
  "default_target_schema": {
    "type": "string",
    "minLength": 1,
    "description": "Schema of the tables, where the URL (of the same source, or of a more explicit one) names none; by default `doc`."
  },
  "table_options": {
    "type": "object",
    "additionalProperties": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "table": {
          "type": "string",
          "minLength": 1
        },
        "view": {
          "type": "string",
          "minLength": 1
        },
        "shards": {
          "type": "integer",
          "minimum": 1
        },
        "replicas": {
          "type": [
            "string",
            "integer"
          ]
        },
        "partitioned_by": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "clustered_by": {
          "type": "string",
          "minLength": 1
        },
        "column_policy": {
          "type": "string",
          "enum": [
            "strict",
            "dynamic"
          ]
        },
        "with": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "string",
              "number",
              "boolean"
            ]
          }
        }
      }
    },
    "description": "How tables are created, per stream or, under `*`, for all: `{\"orders\": {\"table\": \"o\", \"view\": \"o_live\", \"shards\": 6, \"replicas\": \"0-1\", \"partitioned_by\": [\"day\"], \"clustered_by\": \"id\", \"column_policy\": \"dynamic\", \"with\": {\"refresh_interval\": 5000}}}`. Existing tables stay as they are."
  },
  "record_layout": {
    "type": "string",
    "enum": [
      "columns",
      "document"
    ],
    "default": "columns",
    "description": "`columns` creates a column per attribute; `document` creates the columns of CrateDB Toolkit: `pk` with the key, `data`, and `aux` for what overflows."
  },
  "overflow_column": {
    "type": "string",
    "minLength": 1,
    "default": "_sdc_overflow",
    "description": "Column for values that typed columns cannot hold; in the layout `document` it is `aux`."
  },
  "max_members": {
    "type": "integer",
    "minimum": 1,
    "default": 100,
    "description": "How many members of one map become columns, where the SCHEMA does not list them; further ones go to the overflow column. A map that has more in its first record, or that the SCHEMA calls open, is an OBJECT(IGNORED)."
  },
  "load_method": {
    "type": "string",
    "enum": [
      "upsert",
      "append-only",
      "overwrite"
    ],
    "default": "upsert",
    "description": "`upsert` writes one row per key (streams without a key are appended); `append-only` adds a row for every record; `overwrite` replaces each table by the rows of this run, once its input has ended."
  },
  "delete_mode": {
    "type": "string",
    "enum": [
      "remove",
      "mark",
      "tombstone"
    ],
    "description": "What a record with `_sdc_deleted_at` does. `remove` (the default) removes the row; one process writes a table then. `mark` keeps the row with its attributes and sets that column. `tombstone` keeps the key, the version and that column for `tombstone_retention_hours`, then the row goes. In `mark` and `tombstone` any number of processes may write the same keys, and a view shows the live rows."
  },
  "hard_delete": {
    "type": "boolean",
    "description": "The older spelling of `delete_mode`: true is `remove`, false is `mark`."
  },
  "lease_seconds": {
    "type": "number",
    "minimum": 1,
    "maximum": 3600,
    "default": 12,
    "description": "How long the lease of a state that is kept, and with `delete_mode: remove` of a table, lasts without renewal. After that time another process may take over what one had that was killed on another machine."
  },
  "lease_wait_seconds": {
    "type": "number",
    "minimum": 0,
    "default": 30,
    "description": "How long to wait for a state that another process keeps, and with `delete_mode: remove` for a table that it writes, before the target ends with an error that names that process."
  },
  "writer_group": {
    "type": "string",
    "minLength": 1,
    "description": "With `delete_mode: remove`: a name for the keys that this process writes, where several processes write different keys of one table. One process of each group writes a table at a time."
  },
  "tombstone_retention_hours": {
    "type": "number",
    "minimum": 0,
    "default": 48,
    "description": "How long deletions are remembered, so that a late record does not bring a deleted row back. Set it to more than the source can replay."
  },
  "activate_version": {
    "type": "boolean",
    "default": true,
    "description": "Rows store the version of their RECORD (`_sdc_table_version`), and ACTIVATE_VERSION ends older ones: they become deletions, as `delete_mode` says."
  },
  "batch_folder": {
    "type": "string",
    "minLength": 1,
    "default": ".",
    "description": "Folder that contains the files of BATCH messages. Files elsewhere are not read, whatever a message or a link says. The tap's `batch_config.storage.root` must be in it. Without it, the working directory."
  },
  "validate_records": {
    "type": "boolean",
    "default": true,
    "description": "Check every record against the JSON Schema of its stream; what does not match is a bad record."
  },
  "on_bad_record": {
    "type": "string",
    "enum": [
      "fail",
      "dead_letter"
    ],
    "default": "fail",
    "description": "`fail` ends the target at a record that cannot be loaded; `dead_letter` appends it to the file `dead_letter_path` and continues."
  },
  "dead_letter_path": {
    "type": "string",
    "minLength": 1,
    "description": "File for bad records: JSON lines with line number, stream, reason and the line as it came."
  },
  "max_bad_records": {
    "type": "integer",
    "minimum": 0,
    "default": 100,
    "description": "With `dead_letter`: the target ends when one run has more bad records than this."
  },
  "log_keys": {
    "type": "string",
    "enum": [
      "value",
      "hash"
    ],
    "default": "value",
    "description": "How the log names a row that CrateDB refuses: by its key, or by the first 16 digits of the key's SHA-256, for keys that are personal data. Other values are never logged."
  },
  "max_line_bytes": {
    "type": "integer",
    "minimum": 1024,
    "default": 16777216,
    "description": "Longest line of the input. The default is three times what the tap makes of the largest DynamoDB item. A longer line is an error before it is read to its end. CrateDB needs heap of many times these bytes for such a row."
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
    "description": "How long a batch that is not full collects records before it is written. Unless set, the first record after a pause is written at once, and a table gets five statements a second at most until batches are full."
  },
  "max_waiting_bytes": {
    "type": "integer",
    "minimum": 1024,
    "default": 67108864,
    "description": "Bytes that may wait in memory over all tables; beyond this the largest batch is written first."
  },
  "state_interval_seconds": {
    "type": "number",
    "minimum": 0,
    "default": 1,
    "description": "Shortest time between two states. A state is printed as soon as everything before it is durable; the last one is always printed."
  },
  "state_table": {
    "type": "string",
    "minLength": 1,
    "description": "Table that also keeps the last state, as `SCHEMA.TABLE`, or `TABLE` in the schema of the data; `--print-state` prints it."
  },
  "state_id": {
    "type": "string",
    "minLength": 1,
    "default": "default",
    "description": "Name of this pipeline's row in `state_table`."
  },
  "metrics_interval_seconds": {
    "type": "number",
    "exclusiveMinimum": 0,
    "default": 60,
    "description": "How often metrics are logged; they are also logged at the end."
  },
  "http": {
    "type": "string",
    "description": "Address of a server for metrics (`/metrics`), health (`/livez`, `/readyz`, `/status`) and a page for people (`/`): `HOST:PORT`, such as `127.0.0.1:9464`; port 0 for a free one, which is logged. It has no login: other hosts than loopback show it to whoever reaches them."
  },
  "http_ready_seconds": {
    "type": "number",
    "exclusiveMinimum": 0,
    "default": 7,
    "description": "`/readyz` says no when a record or a STATE has been waiting to become durable for longer than this."
  },
  "add_record_metadata": {
    "type": "boolean",
    "default": false,
    "description": "Add the columns `_sdc_extracted_at`, `_sdc_received_at`, `_sdc_batched_at`, `_sdc_deleted_at`, `_sdc_sequence`, `_sdc_table_version` and `_sdc_sync_started_at`."
  },
  "flattening_enabled": {
    "type": "boolean",
    "default": false,
    "description": "Turn the members of objects into columns: `{\"a\": {\"b\": 1}}` becomes `a__b`."
  },
  "flattening_max_depth": {
    "type": "integer",
    "minimum": 0,
    "default": 10,
    "description": "Levels of objects that are flattened; deeper ones stay objects."
  },
  "flattening_separator": {
    "type": "string",
    "minLength": 1,
    "default": "__",
    "description": "Text between the names of flattened members."
  },
  "stream_maps": {
    "type": "object",
    "additionalProperties": true,
    "description": "Changes per stream, as the Singer SDK has them, without expressions: `{\"customers\": {\"__alias__\": \"clients\", \"secret\": null, \"mail\": \"email\", \"source\": \"'crm'\"}, \"logs\": null}`."
  }
} };
