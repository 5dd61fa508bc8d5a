import type { ErrorCatalogue, ErrorEntry } from '@cdc-relay/singer';

/** What CrateDB, or the way to it, does not allow. */
const OF_CRATEDB = {
  CRATEDB_ANSWER_TOO_LARGE: {
    restart: 'helps',
    cause:
      'The server announces a message of more than 128 MiB (64 KiB before it has let the user in), or sends more than 512 MiB of rows for one statement. The target closes the connection, as it would have to keep all of it in memory.',
    remedy:
      'Check that host and `pg_port` are those of CrateDB. In `target-cratedb shell`, query fewer rows with `LIMIT`.',
  },
  CRATEDB_DENIED: {
    restart: 'later',
    cause: 'The user of CrateDB lacks a privilege that loading needs.',
    remedy: 'Ask an administrator to run `GRANT DQL, DML, DDL ON SCHEMA "…" TO "…"`; nothing else is needed.',
  },
  CRATEDB_LOGIN_REFUSED: {
    restart: 'later',
    cause: 'CrateDB does not accept user and password, or does not let this user in from this machine.',
    remedy:
      'Check `user` and `password` (percent-encode special characters in a URL) and the cluster’s host-based authentication, `auth.host_based.config`.',
  },
  CRATEDB_REFUSED: {
    restart: 'helps',
    cause:
      'CrateDB refuses a statement of the target, and a retry cannot help. Or it accepts none of the rows of a batch, so the cause is not in the rows. The message shows the statement and CrateDB’s reason.',
    remedy:
      'Change what CrateDB names, in the table or in the settings, then start again from the last STATE. If CrateDB says that an existing schema is unknown, the user has no privileges on it.',
  },
  CRATEDB_TLS_FAILED: {
    restart: 'later',
    cause:
      'The connection cannot be encrypted as required: the certificate comes from an unknown authority, is for another name, or has expired, or CrateDB offers no TLS.',
    remedy:
      'Name the authority in `ssl_ca`, and use the host name that the certificate is for. `sslmode: no-verify` encrypts without knowing who the server is; `disable` does not encrypt.',
  },
  CRATEDB_UNREACHABLE: {
    restart: 'helps',
    cause:
      'No connection to CrateDB could be made or kept for `retry_limit_seconds`, or the cluster did not become ready in that time. Rows go over the PostgreSQL protocol, whose port is 5432 and not the 4200 of a `crate://` URL.',
    remedy:
      'Check host, `pg_port`, network and cluster (`SELECT * FROM sys.checks WHERE passed = false`), then start again from the last STATE. Raise `retry_limit_seconds` to bridge longer outages.',
  },
} satisfies ErrorCatalogue;

/** What does not fit the tables. */
const OF_TABLES = {
  KEY_CHANGED: {
    restart: 'never',
    cause:
      'A stream sent a SCHEMA with other `key_properties` than before. The primary key of a table cannot change. Most often the source table was deleted and created again with another key.',
    remedy:
      'Load the stream from scratch, without the old state, into another table or schema (or drop the old table first), or correct the key properties of the tap.',
  },
  KEY_TOO_NARROW: {
    restart: 'never',
    cause:
      'A key has come that the key column cannot hold (a fraction or text for BIGINT, microseconds for a TIMESTAMP), and the table cannot be rebuilt with a TEXT key by the target.',
    remedy:
      'Create another table with that column as TEXT, copy the rows, swap the tables, and start again from the last STATE.',
  },
  ROW_REFUSED: {
    restart: 'never',
    cause:
      'CrateDB does not accept certain rows of a batch, for example because of a constraint or a column that someone else created. The others are written. The message names the key and CrateDB’s reason.',
    remedy:
      'Change the named column so that it accepts the value, or send such rows to the dead-letter file with `on_bad_record: dead_letter`. The next start sends the rows again.',
  },
  TABLE_IN_USE: {
    restart: 'helps',
    cause:
      'With `delete_mode: remove` (the default) one process writes a table at a time, and another one still holds its lease, in the table `_sdc_leases` of the schema. The target has waited for it for `lease_wait_seconds`. The message names the process, its host, and since when it has written the table. With `delete_mode: mark` or `tombstone` the target waits in the same way for a process that writes the table with `remove`, in any `writer_group`.',
    remedy:
      'End the other process: a clean end frees the table at once, and the lease of one that was killed ends by itself (`lease_seconds`). Where several processes are to write the table, set `delete_mode: tombstone` or `mark` for all of them; or give each a `writer_group`, if no two of them write the same keys.',
  },
  TABLE_KEY_DIFFERS: {
    restart: 'never',
    cause: 'The table exists, but its primary key is not the key of the stream.',
    remedy: 'Write to another table or schema, or drop the table and load it from scratch.',
  },
  TABLE_LEASE_LOST: {
    restart: 'helps',
    cause:
      'The target was stopped, or had no connection to CrateDB, for longer than `lease_seconds`, and another process has taken over a table meanwhile. The target sends no further statement: what it knows of the table may no longer be true.',
    remedy:
      'Let one process write the table; if this one is to continue, end the other one and start again from the last STATE. Raise `lease_seconds` where a process is often stopped for long.',
  },
  TABLE_MISSING: {
    restart: 'later',
    cause:
      'A table that the target wrote to no longer exists: it was dropped or renamed while the target ran, or since the run whose state is kept (`state_table`, `--state-file`). The target does not create it again, as the new table would silently lack the rows that were loaded before.',
    remedy:
      'Restore the table under its name, with its rows. If that is not possible, start with a new state (another `state_id`, or without the state file), so that the tap loads everything again, by a snapshot if it takes one. If you do not need the old rows, create an empty table of that name and start again.',
  },
  TABLE_OPTIONS_CONFLICT: {
    restart: 'never',
    cause: '`table_options` partition or cluster a table by a column that is not part of its primary key.',
    remedy: 'Name key columns only, or load with `load_method: append-only`, where tables have no key.',
  },
  TABLE_SHARED: {
    restart: 'never',
    cause:
      'Two streams would be loaded into one table: the URL names a table, or two stream names lead to the same table name.',
    remedy:
      'Name only a schema in the URL, name different tables for the streams in `table_options`, or select one stream in the tap.',
  },
  TABLE_UNKNOWN: {
    restart: 'later',
    cause: '`show-table` names a table that does not exist, or that the user may not see.',
    remedy:
      'Name it as SCHEMA.TABLE; `target-cratedb shell --command "SHOW TABLES IN schema"` lists the existing ones.',
  },
  TABLE_UNNAMEABLE: {
    restart: 'never',
    cause: 'The name of a stream cannot be turned into a name that CrateDB accepts for a table.',
    remedy:
      'Name the table in the URL, or in `table_options`, or rename the stream by `stream_maps` (`__alias__`).',
  },
  TABLE_UNSUITABLE: {
    restart: 'never',
    cause:
      'The table exists but lacks a column that the target needs to lose nothing (`_sdc_overflow`, `_sdc_sequence` where the source has versions, `_sdc_deleted_at` where deletions stay in the table), and the column cannot be added or has an unsuitable type; or its name belongs to a view or a system table; or it is to hold tombstones (`delete_mode`), and a column may not be NULL; or the view of its live rows cannot be made.',
    remedy:
      'Drop a column to make room for it, name another one (`overflow_column`), or load into another table (`table_options`).',
  },
  VERSIONS_MIXED: {
    restart: 'never',
    cause:
      'The table has rows from DynamoDB Streams (`_sdc_table_stream` is true), and the records come from another source, such as Kinesis, or the other way round. Times of DynamoDB Streams are cut to the second: within a second, an older change could win over a newer one.',
    remedy:
      'Continue with the source that the table was loaded from. To change it, stop that pipeline, wait ten seconds, and start the new one without a state and with `mode: snapshot+cdc`: a new version of the table replaces its rows. Or load into another table.',
  },
} satisfies ErrorCatalogue;

/** All errors of the target beside the common ones. */
export const ERRORS = {
  ...OF_CRATEDB,
  ...OF_TABLES,
  INPUT_INVALID: {
    // A tap that is killed leaves half a line.
    restart: 'helps',
    cause:
      'A line of the input is not a Singer message that can be loaded: it is not JSON, has an unknown type, comes before its SCHEMA, or does not match its SCHEMA. The message names line, stream and reason. A tap that was killed leaves an incomplete line.',
    remedy:
      'Everything before it is written and its STATE printed. Correct the tap, or keep bad records in a file with `on_bad_record: dead_letter`. With `validate_records: false` records are not compared with their SCHEMA.',
  },
  INPUT_UNREADABLE: {
    restart: 'helps',
    cause: 'The file of `--input`, or stdin, cannot be read.',
    remedy: 'Name an existing file, or pipe a tap into the target.',
  },
  STATE_FILE_UNUSABLE: {
    restart: 'later',
    cause: 'The file of `--state-file` cannot be written, or its content is not a state.',
    remedy: 'Name a file in a folder that exists and can be written.',
  },
  STATE_IN_USE: {
    restart: 'helps',
    cause:
      'Another run keeps its state in the same place: the same `state_id` of the same `state_table`, or the same `--state-file`. The target has waited for its end for `lease_wait_seconds`. The message names the process, its host, and since when it runs.',
    remedy:
      'End the other process: a clean end frees the state at once, so does the end of a process of the same machine by SIGKILL, and elsewhere its lease ends by itself (`lease_seconds`). Runs that are meant to write side by side need a state each: another `state_id` or `--state-file`.',
  },
  STATE_LEASE_LOST: {
    restart: 'helps',
    cause:
      'The target was stopped, or could not renew the lease of its state, for longer than `lease_seconds`, and another run has taken the state over meanwhile; or somebody has removed the lease (a row of `_sdc_leases`, or the file `FILE.lock`). The target ends, so that it does not put an older state over that of the other run.',
    remedy:
      'Let one run use the state; if this one is to continue, end the other one and start again. Raise `lease_seconds` where a process is often stopped for long.',
  },
  STATE_NOT_KEPT: {
    restart: 'helps',
    cause:
      '`--print-state`, or a command `state …`, is to show a state, but neither the setting `state_table` nor `--state-file` says where one is kept.',
    remedy: 'Set one of them, the same for `--print-state` as for the load.',
  },
  STATE_UNKNOWN: {
    restart: 'never',
    cause:
      '`state show` or `state forget` names a state that the table of states does not have. Nothing was removed.',
    remedy:
      'Use a name that `state list` shows, in quotes where it has blanks. Names are compared letter by letter.',
  },
  TARGET_CLOSED: {
    restart: 'never',
    cause:
      'A program that loads messages through `openTarget` has called `accept` or `flush` after `close`. The message was not loaded.',
    remedy: 'Open another target, and go on from the last STATE that was durable.',
  },
  TOO_MANY_BAD_RECORDS: {
    restart: 'never',
    cause: 'More records than `max_bad_records` could not be loaded: that is more than a few exceptions.',
    remedy:
      'Read the reasons in the dead-letter file, correct the tap or the table, or raise `max_bad_records`; then start again from the last STATE.',
  },
} satisfies ErrorCatalogue;

declare module '@cdc-relay/singer' {
  interface ErrorCodes extends Record<keyof typeof ERRORS, ErrorEntry> {}
}
