import type { ErrorCatalogue, ErrorEntry } from '@cdc-relay/singer';

/** Why Kinesis or DynamoDB does not answer as wanted. */
const OF_KINESIS = {
  ACCESS_DENIED: {
    restart: 'later',
    cause:
      'AWS does not accept the credentials, or their owner may not do what the tap needs: they are wrong, expired, of another account, or lack a permission. The message holds what AWS says, often with the missing action.',
    remedy:
      'Check whom the credentials belong to (`aws sts get-caller-identity`), and allow `kinesis:ListShards`, `kinesis:GetShardIterator` and `kinesis:GetRecords` on the Kinesis stream; for `create` also `kinesis:CreateStream` and `kinesis:DescribeStream`.',
  },
  CREDENTIALS_EXPIRED: {
    restart: 'helps',
    cause:
      'The credentials were valid before, but the session token of temporary ones, or the login that they come from, has expired. Their permissions are not the problem.',
    remedy:
      'Renew them: `aws sso login`, or a new access key, secret and session token in the URL, the settings or the environment. Then start again from the last STATE. Credentials that the AWS default chain finds (a role, a profile that assumes one) are renewed while the tap runs; those in settings are not.',
  },
  CREDENTIALS_MISSING: {
    restart: 'later',
    cause:
      'Neither URL nor settings hold credentials, and the AWS default chain found none (or none that work).',
    remedy:
      'Set them in the source URL or in `aws_access_key_id` and `aws_secret_access_key`, name a profile in `aws_profile`, or run where the environment, a role or SSO provides them.',
  },
  KINESIS_ANSWER_INVALID: {
    restart: 'later',
    cause:
      'The endpoint is not Kinesis (it is a web page or another service, or only one side uses TLS), or something in between changes the answers. If the endpoint has never answered like Kinesis, the tap ends at once; after that it retries for `retry_limit_seconds`.',
    remedy: 'Check host, port and `ssl` in the source URL, or `endpoint_url`, and the proxies in between.',
  },
  KINESIS_FAILED: {
    restart: 'helps',
    cause:
      'Kinesis had an internal error, or one that the tap does not know, for longer than `retry_limit_seconds`.',
    remedy:
      'Read the message, look at the AWS Health Dashboard, then start again from the last STATE. Raise `retry_limit_seconds` to bridge longer outages.',
  },
  KINESIS_THROTTLED: {
    restart: 'helps',
    cause:
      'Calls were throttled for longer than `retry_limit_seconds`. A shard allows five reads and 2 MB a second for all its readers together.',
    remedy:
      'Let fewer programs read the Kinesis stream, add shards to it, or raise `idle_sleep`; then start again from the last STATE.',
  },
  KINESIS_UNREACHABLE: {
    restart: 'helps',
    cause:
      'No connection to Kinesis could be made or kept for `retry_limit_seconds`: name, network, firewall or proxy.',
    remedy:
      'Check `region`, `endpoint_url` and the network of this machine, then start again from the last STATE.',
  },
  KMS_FAILED: {
    restart: 'later',
    cause:
      'The Kinesis stream is encrypted with a KMS key that cannot be used: it is disabled, used too often, or not permitted to these credentials.',
    remedy: 'Enable the key, allow `kms:Decrypt` on it, or raise its quota.',
  },
  OPERATION_UNKNOWN: {
    restart: 'later',
    cause: 'The endpoint does not know the calls of Kinesis: it is another service.',
    remedy:
      'Set `endpoint_url` to the address of Kinesis. For LocalStack, check that the service kinesis is started.',
  },
  STREAM_NOT_FOUND: {
    restart: 'later',
    cause: 'There is no Kinesis stream of that name in the account and region.',
    remedy:
      'Check the name in the URL or in `stream`, `region`, and whose credentials are used. `create=true` creates the stream if you want that.',
  },
  STREAM_NOT_READY: {
    restart: 'helps',
    cause: 'The Kinesis stream is being created or deleted.',
    remedy: 'Start again once it is ACTIVE, or name the right one.',
  },
} satisfies ErrorCatalogue;

/** Why a table cannot be read. */
const OF_TABLES = {
  DYNAMODB_ANSWER_INVALID: {
    restart: 'later',
    cause: 'The endpoint is not DynamoDB, or something in between changes the answers.',
    remedy: 'Check `dynamodb_endpoint_url`, `endpoint_url` and the proxies in between.',
  },
  DYNAMODB_FAILED: {
    restart: 'helps',
    cause:
      'DynamoDB had an internal error, or one that the tap does not know, for longer than `retry_limit_seconds`.',
    remedy: 'Read the message; a restart continues the snapshot from the last STATE.',
  },
  DYNAMODB_THROTTLED: {
    restart: 'helps',
    cause:
      'Reads of a table were throttled for longer than `retry_limit_seconds`: its capacity is used up, by the snapshot or by others.',
    remedy:
      'Let the snapshot read less (`snapshot_read_units`, `snapshot_segments`) or raise the capacity of the table; a restart continues the snapshot from the last STATE.',
  },
  DYNAMODB_UNREACHABLE: {
    restart: 'helps',
    cause: 'No connection to DynamoDB could be made or kept for `retry_limit_seconds`.',
    remedy: 'Check `region`, `dynamodb_endpoint_url` and the network of this machine, then start again.',
  },
  ITEM_INVALID: {
    restart: 'never',
    cause:
      'An item of a snapshot has other key attributes than the table had before, or a line of an export is not as DynamoDB writes it.',
    remedy:
      'If the table was created again with another key, start without a state and load into another table of CrateDB. Lines of an export that cannot be read go to a file with `on_bad_record: dead_letter`.',
  },
  SCAN_REFUSED: {
    restart: 'later',
    cause:
      'DynamoDB cannot continue the scan of a table at the position in the state: the table was created again, or the state belongs to another table.',
    remedy: 'Start without a state, or with a state in which the snapshot of this table is complete.',
  },
  TABLE_STREAM_UNUSABLE: {
    restart: 'later',
    cause:
      'The changes of a table are to be read from its DynamoDB stream, and it has none, or one that is disabled, or one whose view type (KEYS_ONLY, OLD_IMAGE) leaves out the new items.',
    remedy:
      'Enable the stream with the view type NEW_AND_OLD_IMAGES (or NEW_IMAGE, without `old_image`); `create=true` enables the stream of a table that has none. The view type of a stream cannot be changed: disable it, enable it again, and take a new snapshot.',
  },
  TABLE_NOT_FOUND: {
    restart: 'later',
    cause: 'A table that is to be read does not exist in this region and account.',
    remedy: 'Check the name in the source URL or in `tables`, `region`, and whom the credentials belong to.',
  },
} satisfies ErrorCatalogue;

/** Why an export cannot be read. */
const OF_EXPORTS = {
  EXPORT_CORRUPT: {
    restart: 'later',
    cause:
      'A file of an export is not as DynamoDB wrote it: its MD5 is not that of the manifest, it cannot be unpacked, or it has another number of items. Nothing of a file is emitted before its MD5 is right.',
    remedy:
      'Copy the file again from where DynamoDB wrote it, or take a new export; a restart continues with the file.',
  },
  EXPORT_FAILED: {
    restart: 'later',
    cause: 'DynamoDB could not write the export that the tap asked for, or no longer knows it.',
    remedy:
      'Do what the message says about the bucket, its policy or its key; a restart asks for a new export.',
  },
  EXPORT_FILE_MISSING: {
    restart: 'later',
    cause:
      'A file that the manifest of an export lists is not there, cannot be read, or was replaced meanwhile.',
    remedy:
      'Put the file back, or copy the export again as a whole. Of an incremental export, the data files are in the folder `data` beside that of the manifest. A restart continues with the file.',
  },
  EXPORT_NOT_FOUND: {
    restart: 'later',
    cause:
      'A place of `snapshot_exports` has no `manifest-summary.json`, which DynamoDB writes last: the export is in progress, has failed, or is elsewhere. Or no export is named of a table that a snapshot is to be taken of.',
    remedy:
      'Check the place, and the export by `aws dynamodb describe-export`. Name an export of each table, or set `snapshot_export_to`.',
  },
  EXPORT_REFUSED: {
    restart: 'later',
    cause: 'DynamoDB does not accept the request for an export: the message says why.',
    remedy: 'Check bucket and prefix of `snapshot_export_to`, and the region of the table.',
  },
  EXPORT_TOO_OLD: {
    restart: 'never',
    cause:
      'The changes that follow an export are not all there: Kinesis no longer has them, the Kinesis stream was created later, or the state says that changes after the export were lost or left out, or that the table was loaded from a newer snapshot.',
    remedy:
      'Take a new export, or let the tap ask for one (`snapshot_export_to`). An export can also be continued by incremental ones up to a time that Kinesis still has. Where only the state is in the way, start without it: then all changes since the export are read again.',
  },
  EXPORT_UNUSABLE: {
    restart: 'never',
    cause:
      'An export has the format Amazon Ion, is of another table than the settings name, does not fit the others of its table, or its manifests are not those of DynamoDB.',
    remedy: 'Name an export in DynamoDB JSON of the right table, as DynamoDB wrote it.',
  },
  POINT_IN_TIME_RECOVERY_OFF: {
    restart: 'later',
    cause: 'A table without point-in-time recovery cannot be exported.',
    remedy:
      'Enable it (`aws dynamodb update-continuous-backups`), wait a moment and start again; or scan the table with `snapshot_source: scan`.',
  },
  S3_FAILED: {
    restart: 'helps',
    cause:
      'S3 had an internal error, or one that the tap does not know, for longer than `retry_limit_seconds`.',
    remedy: 'Read the message; a restart continues with the file that was being read.',
  },
  S3_UNREACHABLE: {
    restart: 'helps',
    cause: 'No connection to S3 could be made or kept for `retry_limit_seconds`.',
    remedy: 'Check `region`, `s3_endpoint_url` and the network of this machine, then start again.',
  },
} satisfies ErrorCatalogue;

/** Why the tap cannot go on from where it was. */
const OF_POSITION = {
  CHECKPOINTS_INVALID: {
    restart: 'never',
    cause:
      "What `--import-checkpoints` was given are no rows of CrateDB Toolkit's table `kinesis_checkpoints`, or none of them is of this Kinesis stream. To begin elsewhere than the toolkit ended could lose changes.",
    remedy:
      'The rows are found by `checkpointer-name` of the source URL, without it by the name of the Kinesis stream: use the URL that the toolkit had, `checkpointer-schema` included. `ctk kinesis list-checkpoints` shows what there is. If the toolkit had no checkpoints (`checkpointer=cratedb`), leave out `--import-checkpoints` and begin before its end with `start=at-timestamp`.',
  },
  RECORDS_EXPIRED: {
    restart: 'never',
    cause:
      'Kinesis no longer has the records that follow the bookmark of a shard: the tap was stopped for longer than the retention of the Kinesis stream, or the shard no longer exists. The tap cannot read these changes any more.',
    remedy:
      'Load the tables from scratch: `on_gap: resnapshot` takes new snapshots, `on_gap: export` loads exports that you name; or start without a state. If you can accept the gap, `on_gap: continue` continues with the oldest records that there are. To bridge longer outages, raise the retention of the Kinesis stream (up to 365 days).',
  },
  RECORDS_UNORDERED: {
    restart: 'never',
    cause:
      'The Kinesis stream has the RecordDistributionStrategy AUTO, so that the changes of an item are in several shards, and only their times order them. These times are in milliseconds, or coarser: two changes with the same time cannot be ordered, and the older one could win.',
    remedy:
      'Switch the streaming destination to microseconds (`aws dynamodb update-kinesis-streaming-destination --update-kinesis-streaming-configuration ApproximateCreationDateTimePrecision=MICROSECOND`), or the Kinesis stream to partition keys (USER_PARTITION_KEY). To read what is in the Kinesis stream already, set `accept_auto_distribution: true`; a new snapshot afterwards corrects what was ordered wrongly.',
  },
  RECORD_NOT_FOUND: {
    restart: 'never',
    cause:
      'No shard has a record with the sequence number of `seqno`: it belongs to another Kinesis stream, or its record has expired.',
    remedy: 'Correct `seqno`, or set `start` to `at-timestamp` or `earliest`.',
  },
  STATE_INVALID: {
    restart: 'never',
    cause:
      'The file of `--state` is not a state of this tap: it was edited, belongs to another program, or has an unknown form. Only an empty state (`{}`, empty `bookmarks`) counts as none.',
    remedy:
      'Use the last line that the target printed, unchanged; a STATE message and what `meltano state get` prints are accepted, too. Without a state the tap begins at `start`.',
  },
  SOURCES_MIXED: {
    restart: 'never',
    cause:
      'A Kinesis stream has change records of one table from DynamoDB itself (its streaming destination) and from something that forwards those of its DynamoDB stream (a Lambda function, EventBridge Pipes). The times of the latter are cut to the second: within a second, an older change could win over a newer one.',
    remedy:
      'Stop one of the two. Then start without a state, with `mode: snapshot+cdc` and a `start_timestamp` after the last record of the one that was stopped. Or exclude the table by `tables`.',
  },
  STATE_OF_OTHER_SHARE: {
    restart: 'never',
    cause:
      'The state says how far another share of the table was scanned (`snapshot_share`), or it is that of a run without shares. Its segments are not those of this share.',
    remedy:
      'Give each share a state of its own, and the run that reads the changes another one (`state_id` of the target). Begin without a state where there is none yet.',
  },
  SHARES_TOO_OLD: {
    restart: 'never',
    cause:
      'With `snapshot_source: shares`, changes are to be read from `start_timestamp` on, when the first share began; but Kinesis no longer has them all, or the Kinesis stream was created later.',
    remedy:
      'Take the shares again, without their states, after a run with `snapshot_source: shares` has begun; raise the retention of the Kinesis stream before (up to 365 days).',
  },
  STATE_OF_OTHER_STREAM: {
    restart: 'never',
    cause:
      'The state was written for another Kinesis stream, or for DynamoDB Streams; its bookmarks do not fit this source.',
    remedy:
      'Use the state of this source, or start without one; from DynamoDB Streams to Kinesis, or back, with a snapshot. With several pipelines, keep a state for each (`state_id` of the target).',
  },
  STATE_VERSION_UNKNOWN: {
    restart: 'never',
    cause: 'The state was written by a newer version of the tap, which this one cannot read.',
    remedy: 'Use that version again, or a newer one.',
  },
} satisfies ErrorCatalogue;

/** All errors of the tap besides the common ones. */
export const ERRORS = {
  ...OF_KINESIS,
  ...OF_TABLES,
  ...OF_EXPORTS,
  ...OF_POSITION,
  CATALOG_INVALID: {
    restart: 'never',
    cause: 'The file of `--catalog` does not have the shape of a Singer catalog.',
    remedy: 'Create it again with `--discover`, and change only the selection in its metadata.',
  },
  CHANGE_RECORD_INVALID: {
    restart: 'never',
    cause:
      'A record of the Kinesis stream is not a change record of DynamoDB, or it cannot be read: another program writes to the stream, or the record has a format that this version of the tap does not know. The message names shard and sequence number.',
    remedy:
      'Find out who writes it. `on_bad_record: dead_letter` with `dead_letter_path` keeps such records in a file and continues.',
  },
  FILE_UNREADABLE: {
    restart: 'later',
    cause:
      'The dump of a `file+dynamodb+cdc:` URL does not exist, cannot be read, is incomplete, or is shorter than the state says.',
    remedy:
      'Name the dump that the state belongs to by its absolute path, or start without a state. If it is still being written, start again later.',
  },
  SCHEMAS_UNREADABLE: {
    restart: 'never',
    cause: 'The folder of the setting `schemas` cannot be read, or a file in it is not a JSON Schema.',
    remedy: 'Put one JSON Schema for each table into it, named `TABLE.json`.',
  },
} satisfies ErrorCatalogue;

declare module '@cdc-relay/singer' {
  interface ErrorCodes extends Record<keyof typeof ERRORS, ErrorEntry> {}
}
