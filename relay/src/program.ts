import { createRequire } from 'node:module';
import { type Program, type ProgramCommand, rulesOfEnds } from '@cdc-relay/singer/program';
import { ERRORS } from './error-catalogue.ts';
import { endsOf, targetOf } from './pair/ends.ts';
import { type RelaySettings, settingsSchema } from './settings/settings.generated.ts';
import { VERIFY } from './verify/command.ts';

const { version, description } = createRequire(import.meta.url)('../package.json') as {
  version: string;
  description: string;
};

const HELP = `Examples:
  # follow a Kinesis stream until stopped
  dynamodb-cdc-relay 'kinesis+dynamodb+cdc://KEY:SECRET@aws/cdc-stream?region=eu-central-1' \\
    'crate://crate@localhost:4200/testdrive/demo'

  # follow the DynamoDB stream of a table that has no Kinesis stream, after a snapshot of it
  dynamodb-cdc-relay 'dynamodb+cdc://aws/orders?region=eu-central-1&snapshot=true' \\
    'crate://crate@localhost:4200/testdrive'

  # read up to the present tip, with the target from the environment
  export CRATEDB_SQLALCHEMY_URL='crate://admin:PASSWORD@HOST:4200/testdrive?ssl=true'
  dynamodb-cdc-relay --once 'kinesis+dynamodb+cdc://aws/cdc-stream?region=eu-central-1'

  # whether everything is in order; what has arrived
  dynamodb-cdc-relay --check 'kinesis+dynamodb+cdc://aws/cdc-stream?region=eu-central-1'
  dynamodb-cdc-relay shell -c 'SELECT count(*) FROM demo' 'crate://crate@localhost:4200/testdrive'

The state is kept in CrateDB, or in --state-file: the same command continues where the last one ended. After a
failure the two programs are restarted. Ctrl-C or SIGTERM ends them once they have finished the work in hand; a second
one ends them at once.

Every option is also an environment variable, DYNAMODB_CDC_RELAY_ and its name in upper case with underscores.
Settings of the two programs are the variables TAP_DYNAMODB_CDC_... and TARGET_CRATEDB_..., or --tap-config and
--target-config; \`tap-dynamodb-cdc --about --format markdown\` lists them, \`target-cratedb --about ...\` likewise.

Logs and the status are on stderr; stdout stays empty. The status counts records: in (read by the tap), out (done by the target), stale (older than what CrateDB has), dead (in dead-letter files); behind is the age of the oldest change that is not in CrateDB.
Exit codes: 0 done, 1 an error, 2 wrong usage, 130 ended at once by a second signal.`;

/** Commands of the target, which runs them; the URL is that of CrateDB. */
const COMMANDS: readonly ProgramCommand[] = [
  {
    name: 'shell',
    description:
      'run SQL statements one by one and print the answers: those of --command, else those of stdin; on a terminal it prompts',
    urlSetting: 'target',
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
    urlSetting: 'target',
    options: [],
  },
  {
    name: 'state list',
    description:
      'list the states of pipelines that are kept in CrateDB, each with its name, its time and its streams',
    urlSetting: 'target',
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
    urlSetting: 'target',
    options: [],
  },
  {
    name: 'state forget',
    description: 'remove the state of that name, and print it: its pipeline begins at its start again',
    argument: '<name>',
    urlSetting: 'target',
    options: [],
  },
  VERIFY,
];

/** The two programs in one command. */
export const program: Program<RelaySettings> = {
  spec: {
    name: 'dynamodb-cdc-relay',
    version,
    description,
    kind: 'relay',
    capabilities: ['about', 'structured-logging'],
    settingsSchema,
    settingsRules: rulesOfEnds,
    errors: ERRORS,
    urls: [
      {
        name: 'source',
        setting: 'source',
        form: 'where to read: kinesis+dynamodb+cdc://KEY:SECRET@HOST/STREAM?region=REGION (HOST: aws, or an endpoint), or dynamodb+cdc://KEY:SECRET@HOST/TABLE?region=REGION',
      },
      {
        name: 'target',
        setting: 'target',
        form: 'where to write: crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true; without it CRATEDB_SQLALCHEMY_URL, then CRATEDB_CLUSTER_URL',
      },
    ],
    settingsAreOptions: true,
    help: HELP,
    commands: COMMANDS,
  },
  check: async (settings, { command }) =>
    void (command === undefined ? endsOf(settings) : targetOf(settings)),
  main: async (context) => (await import('./main.ts')).main(context),
};
