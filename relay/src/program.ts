import { createRequire } from 'node:module';
import type { Program } from '@cdc-relay/singer';
import { ERRORS } from './error-catalogue.ts';
import { endsOf } from './pair/ends.ts';
import { type RelaySettings, settingsSchema } from './settings/settings.generated.ts';
import { settingsRules } from './settings-rules.ts';

const { version, description } = createRequire(import.meta.url)('../package.json') as {
  version: string;
  description: string;
};

const HELP = `Examples:
  # follow a Kinesis stream until stopped
  dynamodb-cdc-relay 'kinesis+dynamodb+cdc://KEY:SECRET@aws/cdc-stream?region=eu-central-1' \\
    'crate://crate@localhost:4200/testdrive/demo'

  # read up to the present tip, with the target from the environment
  export CRATEDB_SQLALCHEMY_URL='crate://admin:PASSWORD@HOST:4200/testdrive?ssl=true'
  dynamodb-cdc-relay --once 'kinesis+dynamodb+cdc://aws/cdc-stream?region=eu-central-1'

The state is kept in CrateDB, or in --state-file: the same command continues where the last one ended. After a
failure the two programs are restarted. Ctrl-C or SIGTERM ends them once they have finished the work in hand; a second
one ends them at once.

Every option is also an environment variable, DYNAMODB_CDC_RELAY_ and its name in upper case with underscores.
Settings of the two programs are the variables TAP_DYNAMODB_CDC_... and TARGET_CRATEDB_..., or --tap-config and
--target-config; \`tap-dynamodb-cdc --about --format markdown\` lists them, \`target-cratedb --about ...\` likewise.

Logs and the status are on stderr; stdout stays empty.
Exit codes: 0 done, 1 an error, 2 wrong usage, 130 ended at once by a second signal.`;

/** The two programs in one command. */
export const program: Program<RelaySettings> = {
  spec: {
    name: 'dynamodb-cdc-relay',
    version,
    description,
    kind: 'relay',
    capabilities: ['about', 'structured-logging'],
    settingsSchema,
    settingsRules,
    errors: ERRORS,
    urls: [
      {
        name: 'source',
        setting: 'source',
        form: 'where to read: kinesis+dynamodb+cdc://KEY:SECRET@HOST/STREAM?region=REGION (HOST: aws, or an endpoint)',
      },
      {
        name: 'target',
        setting: 'target',
        form: 'where to write: crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true; without it CRATEDB_SQLALCHEMY_URL, then CRATEDB_CLUSTER_URL',
      },
    ],
    settingsAreOptions: true,
    help: HELP,
  },
  check: async (settings) => void endsOf(settings),
  main: async (context) => (await import('./main.ts')).main(context),
};
