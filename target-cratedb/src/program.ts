import { readFileSync } from 'node:fs';
import type { Program, ProgramCommand } from '@cdc-relay/singer/program';
import { ERRORS } from './error-catalogue.ts';
import { settingsSchema, type TargetSettings } from './settings/settings.generated.ts';
import { settingsRules } from './settings-rules.ts';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const HELP = `Examples:
  # from a tap; the last line of the file is the state that the tap continues from
  tap-dynamodb-cdc ... | target-cratedb 'crate://crate@localhost:4200/testdrive' >> states.jsonl

  # one table, encrypted; the URL with its password is in a file that only its owner may read
  TARGET_CRATEDB_URL_FILE=/etc/cratedb.url target-cratedb < messages.jsonl

  # with the state kept in CrateDB as well, and printed for the tap
  export TARGET_CRATEDB_STATE_TABLE=states CRATEDB_SQLALCHEMY_URL='crate://crate@localhost:4200/testdrive'
  target-cratedb --print-state > state.json
  tap-dynamodb-cdc --state state.json ... | target-cratedb > /dev/null

  # whether a load would work; what has arrived
  target-cratedb --check 'crate://crate@localhost:4200/testdrive'
  target-cratedb shell -c 'SELECT count(*) FROM demo' 'crate://crate@localhost:4200/testdrive'

The port of a crate:// URL is CrateDB's HTTP port; rows go to its PostgreSQL port, 5432 unless the setting pg_port
says otherwise. Without a URL, CRATEDB_SQLALCHEMY_URL, then CRATEDB_CLUSTER_URL, then crate://crate@localhost:4200.

Every setting that --about lists is also an environment variable, TARGET_CRATEDB_ and its name in upper case. The
command line wins over the environment, that over --config, that over a file .env; host, user, password and encryption
come from one of them as a whole. Other users of the machine can see arguments for a moment: put a URL with a password
into the environment or a file (url_file), or write env:NAME, which stands for the value of the variable NAME.

stdout of a load carries states only, each as soon as everything before it is in CrateDB; stderr carries logs and metrics.
Exit codes: 0 done, 1 an error, 2 wrong usage, 130 ended at once by a second signal, 141 the reader of stdout
has closed the pipe.`;

const COMMANDS: readonly ProgramCommand[] = [
  {
    name: 'shell',
    description:
      'run SQL statements one by one and print the answers: those of --command, else those of stdin; on a terminal it prompts. Names without a schema are of the schema of the URL',
    options: [
      {
        flags: '-c, --command <sql>',
        description: 'the statements, with semicolons between; repeatable',
        repeatable: true,
      },
      {
        flags: '--format <format>',
        description: 'of the answers',
        choices: ['table', 'json', 'csv', 'markdown'],
      },
    ],
  },
  {
    name: 'show-table',
    description: 'print the definition of a table, and how many rows it has',
    argument: '<table>',
    options: [],
  },
  {
    name: 'state list',
    description:
      'list the states of pipelines that are kept in CrateDB, each with its name, its time and its streams',
    options: [
      {
        flags: '--format <format>',
        description: 'of the list',
        choices: ['table', 'json', 'csv', 'markdown'],
      },
    ],
  },
  {
    name: 'state show',
    description: 'print the state of that name, as the tap accepts it',
    argument: '<name>',
    options: [],
  },
  {
    name: 'state forget',
    description: 'remove the state of that name, and print it: its pipeline begins at its start again',
    argument: '<name>',
    options: [],
  },
];

/** The Singer target for CrateDB. */
export const program: Program<TargetSettings> = {
  spec: {
    name: 'target-cratedb',
    version: manifest.version,
    description: 'Singer target: upserts and deletes into CrateDB',
    kind: 'target',
    capabilities: [
      'about',
      'activate-version',
      'batch',
      'hard-delete',
      'schema-flattening',
      'soft-delete',
      'stream-maps',
      'structured-logging',
      'target-schema',
      'validate-records',
    ],
    settingsSchema,
    settingsRules,
    errors: ERRORS,
    urls: [
      {
        name: 'url',
        setting: 'url',
        form: 'where to write: crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true',
      },
    ],
    help: HELP,
    options: [
      { flags: '--state-file <path>', description: 'also keep the last state in this file' },
      { flags: '--print-state', description: 'print the kept state for the tap, and end' },
    ],
    commands: COMMANDS,
  },
  check: async (settings) => (await import('./options/check-settings.ts')).checkTargetSettings(settings),
  // Loaded when needed: --version and --help do without the database driver.
  main: async (context) => await (await import('./main.ts')).main(context),
};
