// Written by `npm run generate` from schemas/. Change the schema, not this file.
import type { SettingsSchema } from '@cdc-relay/singer';

export interface KclSettings {
/**
 * Where to read from, as the tap's URL: `kinesis+dynamodb+cdc://KEY:SECRET@aws/STREAM?region=REGION`. Its `start` counts for shards without a lease.
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
 * JSON file with further settings of tap-dynamodb-cdc. Its environment variables count as well.
 */
tap_config?: string
/**
 * JSON file with further settings of target-cratedb. Its environment variables count as well.
 */
target_config?: string
/**
 * Name of the DynamoDB table that holds the leases; all workers of a fleet have the same one, and no other fleet. Without it, `dynamodb-cdc-` and the name of the Kinesis stream.
 */
application?: string
/**
 * Name of this worker in the leases; it must be another one for each worker. Without it, the host's name and a random part.
 */
worker_id?: string
/**
 * How many shards this worker reads at most, each in a process of its own; without it, as many as it gets.
 */
max_shards?: number
/**
 * Most records of one call of GetRecords; a shard is asked four times a second.
 */
batch_size: number
/**
 * Shortest time between two checkpoints of a shard. After a crash the records since the last one come again, which changes nothing.
 */
checkpoint_seconds: number
/**
 * How long a worker that says nothing keeps its shards.
 */
lease_seconds: number
/**
 * How long a worker that is asked to end may take to write what it has read; then it ends all the same.
 */
shutdown_seconds: number
/**
 * Address of a server for metrics (`/metrics`), health (`/livez`, `/readyz`, `/status`) and a page for people (`/`): `HOST:PORT`, or `PORT` of this machine alone; without it none. It has no login: other hosts than loopback show it to whoever reaches them.
 */
http?: string
/**
 * `/readyz` says no when the daemon has brought nothing of a shard, a record has been waiting to become durable, or the process of a shard has been silent, for longer than this.
 */
http_ready_seconds: number
/**
 * What the Kinesis Client Library reports to CloudWatch.
 */
metrics_level: ("none" | "summary" | "detailed")
/**
 * Path of the Java program, version 11 or newer; without it, the one of JAVA_HOME, then `java`.
 */
java?: string
/**
 * Folder with the jars of the Kinesis Client Library, as `install-daemon` fills it. Without it, a folder in the cache of the user.
 */
daemon_folder?: string
/**
 * From which level on the log of the Kinesis Client Library is shown.
 */
daemon_loglevel: ("error" | "warn" | "info" | "debug")
/**
 * Endpoint of the DynamoDB that holds the leases, if it is not the one of the source.
 */
dynamodb_endpoint_url?: string
}

/** The settings as JSON Schema: their check, their defaults and `--about`. */
export const settingsSchema: SettingsSchema = { type: 'object', additionalProperties: false, properties: {
  "source": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Where to read from, as the tap's URL: `kinesis+dynamodb+cdc://KEY:SECRET@aws/STREAM?region=REGION`. Its `start` counts for shards without a lease."
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
  "tap_config": {
    "type": "string",
    "minLength": 1,
    "description": "JSON file with further settings of tap-dynamodb-cdc. Its environment variables count as well."
  },
  "target_config": {
    "type": "string",
    "minLength": 1,
    "description": "JSON file with further settings of target-cratedb. Its environment variables count as well."
  },
  "application": {
    "type": "string",
    "pattern": "^[A-Za-z0-9_.-]{1,200}$",
    "description": "Name of the DynamoDB table that holds the leases; all workers of a fleet have the same one, and no other fleet. Without it, `dynamodb-cdc-` and the name of the Kinesis stream."
  },
  "worker_id": {
    "type": "string",
    "minLength": 1,
    "description": "Name of this worker in the leases; it must be another one for each worker. Without it, the host's name and a random part."
  },
  "max_shards": {
    "type": "integer",
    "minimum": 1,
    "description": "How many shards this worker reads at most, each in a process of its own; without it, as many as it gets."
  },
  "batch_size": {
    "type": "integer",
    "minimum": 1,
    "maximum": 10000,
    "default": 1000,
    "description": "Most records of one call of GetRecords; a shard is asked four times a second."
  },
  "checkpoint_seconds": {
    "type": "number",
    "minimum": 0,
    "default": 10,
    "description": "Shortest time between two checkpoints of a shard. After a crash the records since the last one come again, which changes nothing."
  },
  "lease_seconds": {
    "type": "number",
    "minimum": 1,
    "default": 10,
    "description": "How long a worker that says nothing keeps its shards."
  },
  "shutdown_seconds": {
    "type": "number",
    "minimum": 1,
    "default": 30,
    "description": "How long a worker that is asked to end may take to write what it has read; then it ends all the same."
  },
  "http": {
    "type": "string",
    "description": "Address of a server for metrics (`/metrics`), health (`/livez`, `/readyz`, `/status`) and a page for people (`/`): `HOST:PORT`, or `PORT` of this machine alone; without it none. It has no login: other hosts than loopback show it to whoever reaches them."
  },
  "http_ready_seconds": {
    "type": "number",
    "exclusiveMinimum": 0,
    "default": 30,
    "description": "`/readyz` says no when the daemon has brought nothing of a shard, a record has been waiting to become durable, or the process of a shard has been silent, for longer than this."
  },
  "metrics_level": {
    "type": "string",
    "enum": [
      "none",
      "summary",
      "detailed"
    ],
    "default": "none",
    "description": "What the Kinesis Client Library reports to CloudWatch."
  },
  "java": {
    "type": "string",
    "minLength": 1,
    "description": "Path of the Java program, version 11 or newer; without it, the one of JAVA_HOME, then `java`."
  },
  "daemon_folder": {
    "type": "string",
    "minLength": 1,
    "description": "Folder with the jars of the Kinesis Client Library, as `install-daemon` fills it. Without it, a folder in the cache of the user."
  },
  "daemon_loglevel": {
    "type": "string",
    "enum": [
      "error",
      "warn",
      "info",
      "debug"
    ],
    "default": "warn",
    "description": "From which level on the log of the Kinesis Client Library is shown."
  },
  "dynamodb_endpoint_url": {
    "type": "string",
    "pattern": "^https?://",
    "description": "Endpoint of the DynamoDB that holds the leases, if it is not the one of the source."
  }
} };
