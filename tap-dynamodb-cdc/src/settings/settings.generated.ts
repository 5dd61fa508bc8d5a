// Written by `npm run generate` from schemas/. Change the schema, not this file.
import type { SettingsSchema } from '@cdc-relay/singer';

export interface TapSettings {
/**
 * Where to read from, as one URL: `kinesis+dynamodb+cdc://KEY:SECRET@aws/STREAM?region=REGION`; a host other than `aws` is an endpoint such as LocalStack. `dynamodb+cdc://KEY:SECRET@aws/TABLE?region=REGION` reads the DynamoDB stream of a table, or of several, separated by commas. `dynamodb://KEY:SECRET@aws/TABLE?region=REGION` takes only a snapshot of a table. The URL wins over the settings below of the same source and of less explicit ones; endpoint and credentials come from one source.
 */
source_url?: string
/**
 * File that holds the URL and nothing else, such as a secret of Docker or Kubernetes; instead of `source_url`.
 */
source_url_file?: string
/**
 * `cdc`: the changes that the Kinesis stream carries; `snapshot`: all items that the tables have now, a new snapshot in each run; `snapshot+cdc`: a snapshot of each table that had none yet, and the changes from its beginning on.
 */
mode: ("cdc" | "snapshot" | "snapshot+cdc")
/**
 * Name or ARN of the Kinesis stream that carries the change records.
 */
stream?: string
/**
 * Tables whose DynamoDB streams are read instead of a Kinesis stream: names, patterns with `*` and `?`, or ARNs of tables (also of another account) or of streams.
 */
dynamodb_streams?: string[]
/**
 * AWS region of the Kinesis stream; without it, the region that the AWS default chain finds.
 */
region?: string
/**
 * Instead of a URL: endpoint of a Kinesis that is not AWS's, for example `http://localhost:4566` for LocalStack.
 */
endpoint_url?: string
/**
 * Endpoint of DynamoDB, if it is not the one of `endpoint_url`.
 */
dynamodb_endpoint_url?: string
/**
 * Endpoint of S3, which exports are read from, if it is not the one of `endpoint_url`.
 */
s3_endpoint_url?: string
/**
 * Access key; without it, the AWS default credential chain. It goes only to AWS, or to the endpoint of the same source.
 */
aws_access_key_id?: string
/**
 * Secret of the access key.
 */
aws_secret_access_key?: string
/**
 * Session token of temporary credentials.
 */
aws_session_token?: string
/**
 * Profile of the shared AWS configuration files to take credentials (and the region) from.
 */
aws_profile?: string
/**
 * Role to assume with these credentials.
 */
aws_role_arn?: string
/**
 * External id that the role's trust policy asks for.
 */
aws_role_external_id?: string
/**
 * Name of the role's session, as AWS CloudTrail shows it.
 */
aws_role_session_name: string
/**
 * Let the shards push their records over HTTP/2 (enhanced fan-out), to a consumer of this name (or ARN); `true` means the name `tap-dynamodb-cdc`. It is registered when there is none. Each tap that runs needs a consumer of its own. Where it is refused, the shards are polled.
 */
fan_out: (boolean | string)
/**
 * Create the Kinesis stream when it does not exist; of `dynamodb_streams`, enable the stream of a table that has none.
 */
create: boolean
/**
 * Number of shards of a Kinesis stream that `create` creates.
 */
create_shards: number
/**
 * Maximum number of records to request from Kinesis, or items from DynamoDB, in one call.
 */
batch_size: number
/**
 * Seconds to wait before the next call for a shard that has no more records at the moment. Unless set, 0.25, more with more than 10 shards, and more for a shard whose calls are throttled.
 */
idle_sleep?: number
/**
 * Where to begin in shards that have no bookmark in the state: at the oldest record that Kinesis still has, at the next new record, at `start_timestamp`, or at or after the record with the sequence number `seqno`.
 */
start: ("earliest" | "latest" | "at-timestamp" | "seqno-at" | "seqno-after")
/**
 * For `start: at-timestamp`: the time of arrival to begin at, in ISO 8601, for example `2026-11-23T08:00:00Z`.
 */
start_timestamp?: string
/**
 * For `start: seqno-at` and `seqno-after`: a sequence number; the shards that it does not belong to begin at the time when its record arrived.
 */
seqno?: string
/**
 * Keep reading until stopped; otherwise the tap ends once every shard has reached the tip as of startup.
 */
follow: boolean
/**
 * End after this many records from Kinesis.
 */
max_records?: number
/**
 * End after this many seconds, once the pages in hand are finished.
 */
max_duration_seconds?: number
/**
 * How often STATE is printed while records are read; it is also printed at the end.
 */
state_interval_seconds: number
/**
 * STATE is also printed after this many records, however fast they come.
 */
state_interval_records: number
/**
 * What to do when Kinesis no longer has the records after a bookmark: `fail` ends with an error; `continue` continues with the oldest record that there is, and counts the gap; `resnapshot` does the same and takes a new snapshot of the tables; `export` loads the exports of `snapshot_exports`, which then must reach up to a time that Kinesis still has, and reads on from their end.
 */
on_gap: ("fail" | "continue" | "resnapshot" | "export")
/**
 * Where the items of a snapshot come from: `scan` reads the table, which uses its read capacity; `export` reads exports of the table to S3, which does not; `shares`: other processes scan the table, each a part of it (`snapshot_share`), and this one reads the changes meanwhile.
 */
snapshot_source: ("scan" | "export" | "shares")
/**
 * For `snapshot_source: export`: finished exports, as `s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT_ID` or as the folder on disk that has their `manifest-summary.json`. Of a table, one full export, and any number of incremental ones that continue it.
 */
snapshot_exports?: string[]
/**
 * For `snapshot_source: export`: the place in S3, `s3://BUCKET/PREFIX`, that DynamoDB is asked to export a table to when `snapshot_exports` has no export of it. The table needs point-in-time recovery.
 */
snapshot_export_to?: string
/**
 * Parts of a table that a snapshot scans at the same time, or files of an export that it reads at the same time. A share always has 16 parts; of these, as many are scanned at the same time.
 */
snapshot_segments: number
/**
 * For `mode: snapshot`: the part of each table that this process scans, as `3/8` for the third of eight. Each share needs a state of its own; `snapshot_source: shares` reads the changes.
 */
snapshot_share?: string
/**
 * Read capacity units that snapshots may use in a second; without it, as many as DynamoDB allows.
 */
snapshot_read_units?: number
/**
 * Seconds by which clocks within AWS may differ, and eventually consistent reads lag; a snapshot counts as this much older than its beginning.
 */
snapshot_clock_margin: number
/**
 * Snapshots use strongly consistent reads, which cost twice the read capacity.
 */
consistent_read: boolean
/**
 * How long a call of Kinesis or DynamoDB that fails with a transient error (throttling, timeouts, connections) is retried before the tap ends with an error.
 */
retry_limit_seconds: number
/**
 * How long to wait for the answer to one call of Kinesis or DynamoDB.
 */
request_timeout_seconds: number
/**
 * How often metrics are logged; they are also logged at the end.
 */
metrics_interval_seconds: number
/**
 * Address of a server for metrics (`/metrics`), health (`/livez`, `/readyz`, `/status`) and a page for people (`/`): `HOST:PORT`, such as `127.0.0.1:9464`; port 0 for a free one, which is logged. It has no login: other hosts than loopback show it to whoever reaches them.
 */
http?: string
/**
 * `/readyz` says no when a shard has not answered, or the reader of stdout has not read, for longer than this.
 */
http_ready_seconds: number
/**
 * Which DynamoDB tables to read, as patterns with `*` and `?`; a leading `!` excludes. Without a pattern that includes, all that are not excluded; of these, snapshots include the ones whose changes go to the Kinesis stream.
 */
tables?: string[]
/**
 * Name of the Singer stream of a table: `{table}` is the table, `{stream}` the Kinesis stream.
 */
stream_name_template: string
/**
 * Folder with JSON Schemas, one file per table (`TABLE.json`): what they declare is announced instead of what is learned.
 */
schemas?: string
/**
 * `attributes`: each attribute is a property of the record; `document`: the fixed properties `pk`, `data` and `aux` in addition to the key, as in CrateDB Toolkit.
 */
record_layout: ("attributes" | "document")
/**
 * Add to each record where it comes from: event name, id and time, shard, sequence number, and whether time to live deleted the item.
 */
cdc_metadata: boolean
/**
 * Add `_sdc_sequence_order` to changes whose time is not in microseconds: it orders those of an item that have the same `_sdc_sequence`. Needed where several processes write the same items; the relay and the Lambda function set it themselves.
 */
sequence_order: boolean
/**
 * Add to each record the item as it was before the change, in `_sdc_old_image`.
 */
old_image: boolean
/**
 * How often binary values are base64-encoded in the change records: `auto` finds it from the size that each record states.
 */
binary_encoding: ("auto" | "single" | "double")
/**
 * Number of change records that are remembered, so that a second delivery of the same one is left out; 0 emits every delivery.
 */
duplicate_window: number
/**
 * How many seconds the time of a change may be after its arrival in Kinesis. A change that is further ahead is a bad record, as nothing that comes later would be newer. Where a record has no time of arrival, as in a dump, the present time counts.
 */
max_seconds_ahead: number
/**
 * Read a Kinesis stream with the RecordDistributionStrategy AUTO although its change records have times in milliseconds: changes of an item within the same millisecond may then end in the wrong order.
 */
accept_auto_distribution: boolean
/**
 * What to do with a record that is not a change record of DynamoDB: end with an error, or write it to `dead_letter_path` and continue.
 */
on_bad_record: ("fail" | "dead_letter")
/**
 * File that bad records are appended to, one JSON object a line.
 */
dead_letter_path?: string
}

/** The settings as JSON Schema: their check, their defaults and `--about`. */
export const settingsSchema: SettingsSchema = { type: 'object', additionalProperties: false, properties: {
  "source_url": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Where to read from, as one URL: `kinesis+dynamodb+cdc://KEY:SECRET@aws/STREAM?region=REGION`; a host other than `aws` is an endpoint such as LocalStack. `dynamodb+cdc://KEY:SECRET@aws/TABLE?region=REGION` reads the DynamoDB stream of a table, or of several, separated by commas. `dynamodb://KEY:SECRET@aws/TABLE?region=REGION` takes only a snapshot of a table. The URL wins over the settings below of the same source and of less explicit ones; endpoint and credentials come from one source."
  },
  "source_url_file": {
    "type": "string",
    "minLength": 1,
    "description": "File that holds the URL and nothing else, such as a secret of Docker or Kubernetes; instead of `source_url`."
  },
  "mode": {
    "type": "string",
    "enum": [
      "cdc",
      "snapshot",
      "snapshot+cdc"
    ],
    "default": "cdc",
    "description": "`cdc`: the changes that the Kinesis stream carries; `snapshot`: all items that the tables have now, a new snapshot in each run; `snapshot+cdc`: a snapshot of each table that had none yet, and the changes from its beginning on."
  },
  "stream": {
    "type": "string",
    "description": "Name or ARN of the Kinesis stream that carries the change records."
  },
  "dynamodb_streams": {
    "type": "array",
    "items": {
      "type": "string",
      "minLength": 1
    },
    "description": "Tables whose DynamoDB streams are read instead of a Kinesis stream: names, patterns with `*` and `?`, or ARNs of tables (also of another account) or of streams."
  },
  "region": {
    "type": "string",
    "description": "AWS region of the Kinesis stream; without it, the region that the AWS default chain finds."
  },
  "endpoint_url": {
    "type": "string",
    "description": "Instead of a URL: endpoint of a Kinesis that is not AWS's, for example `http://localhost:4566` for LocalStack."
  },
  "dynamodb_endpoint_url": {
    "type": "string",
    "description": "Endpoint of DynamoDB, if it is not the one of `endpoint_url`."
  },
  "s3_endpoint_url": {
    "type": "string",
    "description": "Endpoint of S3, which exports are read from, if it is not the one of `endpoint_url`."
  },
  "aws_access_key_id": {
    "type": "string",
    "description": "Access key; without it, the AWS default credential chain. It goes only to AWS, or to the endpoint of the same source."
  },
  "aws_secret_access_key": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Secret of the access key."
  },
  "aws_session_token": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Session token of temporary credentials."
  },
  "aws_profile": {
    "type": "string",
    "description": "Profile of the shared AWS configuration files to take credentials (and the region) from."
  },
  "aws_role_arn": {
    "type": "string",
    "description": "Role to assume with these credentials."
  },
  "aws_role_external_id": {
    "type": "string",
    "description": "External id that the role's trust policy asks for."
  },
  "aws_role_session_name": {
    "type": "string",
    "default": "tap-dynamodb-cdc",
    "description": "Name of the role's session, as AWS CloudTrail shows it."
  },
  "fan_out": {
    "type": [
      "boolean",
      "string"
    ],
    "default": false,
    "description": "Let the shards push their records over HTTP/2 (enhanced fan-out), to a consumer of this name (or ARN); `true` means the name `tap-dynamodb-cdc`. It is registered when there is none. Each tap that runs needs a consumer of its own. Where it is refused, the shards are polled."
  },
  "create": {
    "type": "boolean",
    "default": false,
    "description": "Create the Kinesis stream when it does not exist; of `dynamodb_streams`, enable the stream of a table that has none."
  },
  "create_shards": {
    "type": "integer",
    "minimum": 1,
    "default": 1,
    "description": "Number of shards of a Kinesis stream that `create` creates."
  },
  "batch_size": {
    "type": "integer",
    "minimum": 1,
    "maximum": 10000,
    "default": 10000,
    "description": "Maximum number of records to request from Kinesis, or items from DynamoDB, in one call."
  },
  "idle_sleep": {
    "type": "number",
    "minimum": 0,
    "description": "Seconds to wait before the next call for a shard that has no more records at the moment. Unless set, 0.25, more with more than 10 shards, and more for a shard whose calls are throttled."
  },
  "start": {
    "type": "string",
    "enum": [
      "earliest",
      "latest",
      "at-timestamp",
      "seqno-at",
      "seqno-after"
    ],
    "default": "earliest",
    "description": "Where to begin in shards that have no bookmark in the state: at the oldest record that Kinesis still has, at the next new record, at `start_timestamp`, or at or after the record with the sequence number `seqno`."
  },
  "start_timestamp": {
    "type": "string",
    "description": "For `start: at-timestamp`: the time of arrival to begin at, in ISO 8601, for example `2026-11-23T08:00:00Z`."
  },
  "seqno": {
    "type": "string",
    "pattern": "^[0-9]+$",
    "description": "For `start: seqno-at` and `seqno-after`: a sequence number; the shards that it does not belong to begin at the time when its record arrived."
  },
  "follow": {
    "type": "boolean",
    "default": false,
    "description": "Keep reading until stopped; otherwise the tap ends once every shard has reached the tip as of startup."
  },
  "max_records": {
    "type": "integer",
    "minimum": 1,
    "description": "End after this many records from Kinesis."
  },
  "max_duration_seconds": {
    "type": "number",
    "exclusiveMinimum": 0,
    "description": "End after this many seconds, once the pages in hand are finished."
  },
  "state_interval_seconds": {
    "type": "number",
    "default": 5,
    "description": "How often STATE is printed while records are read; it is also printed at the end."
  },
  "state_interval_records": {
    "type": "integer",
    "minimum": 1,
    "default": 10000,
    "description": "STATE is also printed after this many records, however fast they come."
  },
  "on_gap": {
    "type": "string",
    "enum": [
      "fail",
      "continue",
      "resnapshot",
      "export"
    ],
    "default": "fail",
    "description": "What to do when Kinesis no longer has the records after a bookmark: `fail` ends with an error; `continue` continues with the oldest record that there is, and counts the gap; `resnapshot` does the same and takes a new snapshot of the tables; `export` loads the exports of `snapshot_exports`, which then must reach up to a time that Kinesis still has, and reads on from their end."
  },
  "snapshot_source": {
    "type": "string",
    "enum": [
      "scan",
      "export",
      "shares"
    ],
    "default": "scan",
    "description": "Where the items of a snapshot come from: `scan` reads the table, which uses its read capacity; `export` reads exports of the table to S3, which does not; `shares`: other processes scan the table, each a part of it (`snapshot_share`), and this one reads the changes meanwhile."
  },
  "snapshot_exports": {
    "type": "array",
    "items": {
      "type": "string",
      "minLength": 1
    },
    "description": "For `snapshot_source: export`: finished exports, as `s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT_ID` or as the folder on disk that has their `manifest-summary.json`. Of a table, one full export, and any number of incremental ones that continue it."
  },
  "snapshot_export_to": {
    "type": "string",
    "minLength": 1,
    "description": "For `snapshot_source: export`: the place in S3, `s3://BUCKET/PREFIX`, that DynamoDB is asked to export a table to when `snapshot_exports` has no export of it. The table needs point-in-time recovery."
  },
  "snapshot_segments": {
    "type": "integer",
    "minimum": 1,
    "maximum": 1000,
    "default": 4,
    "description": "Parts of a table that a snapshot scans at the same time, or files of an export that it reads at the same time. A share always has 16 parts; of these, as many are scanned at the same time."
  },
  "snapshot_share": {
    "type": "string",
    "description": "For `mode: snapshot`: the part of each table that this process scans, as `3/8` for the third of eight. Each share needs a state of its own; `snapshot_source: shares` reads the changes."
  },
  "snapshot_read_units": {
    "type": "number",
    "exclusiveMinimum": 0,
    "description": "Read capacity units that snapshots may use in a second; without it, as many as DynamoDB allows."
  },
  "snapshot_clock_margin": {
    "type": "number",
    "minimum": 0,
    "default": 10,
    "description": "Seconds by which clocks within AWS may differ, and eventually consistent reads lag; a snapshot counts as this much older than its beginning."
  },
  "consistent_read": {
    "type": "boolean",
    "default": false,
    "description": "Snapshots use strongly consistent reads, which cost twice the read capacity."
  },
  "retry_limit_seconds": {
    "type": "number",
    "minimum": 0,
    "default": 300,
    "description": "How long a call of Kinesis or DynamoDB that fails with a transient error (throttling, timeouts, connections) is retried before the tap ends with an error."
  },
  "request_timeout_seconds": {
    "type": "number",
    "exclusiveMinimum": 0,
    "default": 30,
    "description": "How long to wait for the answer to one call of Kinesis or DynamoDB."
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
    "description": "`/readyz` says no when a shard has not answered, or the reader of stdout has not read, for longer than this."
  },
  "tables": {
    "type": "array",
    "items": {
      "type": "string",
      "minLength": 1
    },
    "description": "Which DynamoDB tables to read, as patterns with `*` and `?`; a leading `!` excludes. Without a pattern that includes, all that are not excluded; of these, snapshots include the ones whose changes go to the Kinesis stream."
  },
  "stream_name_template": {
    "type": "string",
    "default": "{table}",
    "description": "Name of the Singer stream of a table: `{table}` is the table, `{stream}` the Kinesis stream."
  },
  "schemas": {
    "type": "string",
    "description": "Folder with JSON Schemas, one file per table (`TABLE.json`): what they declare is announced instead of what is learned."
  },
  "record_layout": {
    "type": "string",
    "enum": [
      "attributes",
      "document"
    ],
    "default": "attributes",
    "description": "`attributes`: each attribute is a property of the record; `document`: the fixed properties `pk`, `data` and `aux` in addition to the key, as in CrateDB Toolkit."
  },
  "cdc_metadata": {
    "type": "boolean",
    "default": false,
    "description": "Add to each record where it comes from: event name, id and time, shard, sequence number, and whether time to live deleted the item."
  },
  "sequence_order": {
    "type": "boolean",
    "default": false,
    "description": "Add `_sdc_sequence_order` to changes whose time is not in microseconds: it orders those of an item that have the same `_sdc_sequence`. Needed where several processes write the same items; the relay and the Lambda function set it themselves."
  },
  "old_image": {
    "type": "boolean",
    "default": false,
    "description": "Add to each record the item as it was before the change, in `_sdc_old_image`."
  },
  "binary_encoding": {
    "type": "string",
    "enum": [
      "auto",
      "single",
      "double"
    ],
    "default": "auto",
    "description": "How often binary values are base64-encoded in the change records: `auto` finds it from the size that each record states."
  },
  "duplicate_window": {
    "type": "integer",
    "minimum": 0,
    "default": 10000,
    "description": "Number of change records that are remembered, so that a second delivery of the same one is left out; 0 emits every delivery."
  },
  "max_seconds_ahead": {
    "type": "number",
    "minimum": 0,
    "default": 900,
    "description": "How many seconds the time of a change may be after its arrival in Kinesis. A change that is further ahead is a bad record, as nothing that comes later would be newer. Where a record has no time of arrival, as in a dump, the present time counts."
  },
  "accept_auto_distribution": {
    "type": "boolean",
    "default": false,
    "description": "Read a Kinesis stream with the RecordDistributionStrategy AUTO although its change records have times in milliseconds: changes of an item within the same millisecond may then end in the wrong order."
  },
  "on_bad_record": {
    "type": "string",
    "enum": [
      "fail",
      "dead_letter"
    ],
    "default": "fail",
    "description": "What to do with a record that is not a change record of DynamoDB: end with an error, or write it to `dead_letter_path` and continue."
  },
  "dead_letter_path": {
    "type": "string",
    "description": "File that bad records are appended to, one JSON object a line."
  }
} };
