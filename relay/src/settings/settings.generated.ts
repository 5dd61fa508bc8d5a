// Written by `npm run generate` from schemas/. Change the schema, not this file.
import type { SettingsSchema } from '@cdc-relay/singer';

export interface RelaySettings {
/**
 * Where to read from, as the tap's URL: `kinesis+dynamodb+cdc://KEY:SECRET@aws/STREAM?region=REGION` (with `&fan-out=true` Kinesis pushes), or `dynamodb+cdc://KEY:SECRET@aws/TABLE?region=REGION` for the DynamoDB stream of a table.
 */
source?: string
/**
 * File that holds the source's URL and nothing else; instead of `source`.
 */
source_url_file?: string
/**
 * Where to write to, as the target's URL: `crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true`. Without it, CRATEDB_SQLALCHEMY_URL, then CRATEDB_CLUSTER_URL.
 */
target?: string
/**
 * File that holds the target's URL and nothing else; instead of `target`.
 */
target_url_file?: string
/**
 * End at the tip instead of following; the same as `once=true` in the source URL.
 */
once: boolean
/**
 * Table of CrateDB that keeps the state, as `SCHEMA.TABLE`, or `TABLE` in the schema of the data.
 */
state_table: string
/**
 * Name of this pipeline's row in `state_table`. Without it, a name made of source and target: host, stream and region to schema and table.
 */
state_id?: string
/**
 * File that keeps the state instead of `state_table`.
 */
state_file?: string
/**
 * Where no state is kept yet, go on where CrateDB Toolkit (`ctk load`) ended: from its table `kinesis_checkpoints` in the target. The source URL is the toolkit's: its `checkpointer-schema` and `checkpointer-name` say which rows.
 */
import_checkpoints: boolean
/**
 * How often in a row the two programs are restarted after failures without progress of the state in between.
 */
max_restarts: number
/**
 * Pause before the first restart; each further one doubles it, up to a minute.
 */
restart_wait_seconds: number
/**
 * How often the status is logged where stderr is no terminal; on a terminal the status is live.
 */
status_interval_seconds: number
/**
 * Address of a server for metrics (`/metrics`), health (`/livez`, `/readyz`, `/status`) and a page for people (`/`): `HOST:PORT`; port 0 for a free one, which is logged; `off` for none. It has no login: other hosts than loopback show it to whoever reaches them.
 */
http: string
/**
 * `/readyz` says no when a shard has not answered, a record or a STATE has been waiting to become durable, or a program has been silent, for longer than this.
 */
http_ready_seconds: number
/**
 * JSON file with further settings of tap-dynamodb-cdc. Its environment variables count as well.
 */
tap_config?: string
/**
 * JSON file with further settings of target-cratedb. Its environment variables count as well.
 */
target_config?: string
}

/** The settings as JSON Schema: their check, their defaults and `--about`. */
export const settingsSchema: SettingsSchema = { type: 'object', additionalProperties: false, properties: {
  "source": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Where to read from, as the tap's URL: `kinesis+dynamodb+cdc://KEY:SECRET@aws/STREAM?region=REGION` (with `&fan-out=true` Kinesis pushes), or `dynamodb+cdc://KEY:SECRET@aws/TABLE?region=REGION` for the DynamoDB stream of a table."
  },
  "source_url_file": {
    "type": "string",
    "minLength": 1,
    "description": "File that holds the source's URL and nothing else; instead of `source`."
  },
  "target": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Where to write to, as the target's URL: `crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true`. Without it, CRATEDB_SQLALCHEMY_URL, then CRATEDB_CLUSTER_URL."
  },
  "target_url_file": {
    "type": "string",
    "minLength": 1,
    "description": "File that holds the target's URL and nothing else; instead of `target`."
  },
  "once": {
    "type": "boolean",
    "default": false,
    "description": "End at the tip instead of following; the same as `once=true` in the source URL."
  },
  "state_table": {
    "type": "string",
    "minLength": 1,
    "default": "_sdc_state",
    "description": "Table of CrateDB that keeps the state, as `SCHEMA.TABLE`, or `TABLE` in the schema of the data."
  },
  "state_id": {
    "type": "string",
    "minLength": 1,
    "description": "Name of this pipeline's row in `state_table`. Without it, a name made of source and target: host, stream and region to schema and table."
  },
  "state_file": {
    "type": "string",
    "minLength": 1,
    "description": "File that keeps the state instead of `state_table`."
  },
  "import_checkpoints": {
    "type": "boolean",
    "default": false,
    "description": "Where no state is kept yet, go on where CrateDB Toolkit (`ctk load`) ended: from its table `kinesis_checkpoints` in the target. The source URL is the toolkit's: its `checkpointer-schema` and `checkpointer-name` say which rows."
  },
  "max_restarts": {
    "type": "integer",
    "minimum": 0,
    "default": 10,
    "description": "How often in a row the two programs are restarted after failures without progress of the state in between."
  },
  "restart_wait_seconds": {
    "type": "number",
    "minimum": 0,
    "default": 1,
    "description": "Pause before the first restart; each further one doubles it, up to a minute."
  },
  "status_interval_seconds": {
    "type": "number",
    "exclusiveMinimum": 0,
    "default": 60,
    "description": "How often the status is logged where stderr is no terminal; on a terminal the status is live."
  },
  "http": {
    "type": "string",
    "default": "127.0.0.1:0",
    "description": "Address of a server for metrics (`/metrics`), health (`/livez`, `/readyz`, `/status`) and a page for people (`/`): `HOST:PORT`; port 0 for a free one, which is logged; `off` for none. It has no login: other hosts than loopback show it to whoever reaches them."
  },
  "http_ready_seconds": {
    "type": "number",
    "exclusiveMinimum": 0,
    "default": 7,
    "description": "`/readyz` says no when a shard has not answered, a record or a STATE has been waiting to become durable, or a program has been silent, for longer than this."
  },
  "tap_config": {
    "type": "string",
    "minLength": 1,
    "description": "JSON file with further settings of tap-dynamodb-cdc. Its environment variables count as well."
  },
  "target_config": {
    "type": "string",
    "minLength": 1,
    "description": "JSON file with further settings of target-cratedb. Its environment variables count as well."
  }
} };
