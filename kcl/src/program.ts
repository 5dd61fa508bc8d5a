import { createRequire } from 'node:module';
import { type Program, rulesOfEnds } from '@cdc-relay/singer/program';
import { program as tap } from 'tap-dynamodb-cdc/program';
import { program as target } from 'target-cratedb/program';
import { ERRORS, NAME } from './error-catalogue.ts';
import { type KclSettings, settingsSchema } from './settings/settings.generated.ts';

const { version, description } = createRequire(import.meta.url)('../package.json') as {
  version: string;
  description: string;
};

const HELP = `Examples:
  # once on each machine, or in an image: Maven fetches the Kinesis Client Library
  dynamodb-cdc-kcl install-daemon

  # a worker; start as many as you like, anywhere: they divide the shards among them
  dynamodb-cdc-kcl 'kinesis+dynamodb+cdc://aws/cdc-stream?region=eu-central-1' \\
    'crate://crate@localhost:4200/testdrive/demo'

Leases and checkpoints are in a DynamoDB table, \`--application\`. Ctrl-C or SIGTERM hands the shards over; a second one
ends the worker at once.

Every option is also an environment variable, DYNAMODB_CDC_KCL_ and its name in upper case with underscores.
Settings of the two ends are the variables TAP_DYNAMODB_CDC_... and TARGET_CRATEDB_..., or --tap-config and
--target-config.

Logs are on stderr; stdout is that of start-after.
Exit codes: 0 asked to end, 1 an error, 2 wrong usage, 130 ended at once by a second signal.`;

/** A worker of a fleet. */
export const program: Program<KclSettings> = {
  spec: {
    name: NAME,
    version,
    description,
    kind: 'relay',
    capabilities: ['about', 'structured-logging'],
    settingsSchema,
    settingsRules: rulesOfEnds,
    errors: { ...tap.spec.errors, ...target.spec.errors, ...ERRORS },
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
    commands: [
      {
        name: 'install-daemon',
        description: 'have Maven fetch the Kinesis Client Library, and check it',
        options: [],
      },
      {
        name: 'start-after',
        argument: '<state-file>',
        description:
          'print where a fleet has to start so that it goes on after the state of a relay: options for the source URL',
        options: [],
      },
    ],
  },
  main: async (context) => (await import('./main.ts')).main(context),
};
