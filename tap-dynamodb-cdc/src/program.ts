import { createRequire } from 'node:module';
import type { Program } from '@cdc-relay/singer/program';
import { ERRORS } from './error-catalogue.ts';
import { settingsSchema, type TapSettings } from './settings/settings.generated.ts';
import { settingsRules } from './settings-rules.ts';

const { version, description } = createRequire(import.meta.url)('../package.json') as {
  version: string;
  description: string;
};

const HELP = `Examples:
  # everything up to now, to a target; its last line is the state to continue from
  tap-dynamodb-cdc 'kinesis+dynamodb+cdc://aws/STREAM?region=eu-central-1' | target-cratedb >> state
  tail -n 1 state > state.json
  tap-dynamodb-cdc --state state.json 'kinesis+dynamodb+cdc://aws/STREAM?region=eu-central-1' | ...

  # until stopped, with settings from a file and the environment
  TAP_DYNAMODB_CDC_FOLLOW=true tap-dynamodb-cdc --config config.json | ...

  # whether a run would work
  tap-dynamodb-cdc --check 'kinesis+dynamodb+cdc://aws/STREAM?region=eu-central-1'

  # the items of a table as they are now; then the items and all changes from there on
  tap-dynamodb-cdc 'dynamodb://aws/TABLE?region=eu-central-1' | ...
  tap-dynamodb-cdc 'kinesis+dynamodb+cdc://aws/STREAM?region=eu-central-1&snapshot=true' | ...

  # the changes of tables from DynamoDB Streams, without Kinesis
  tap-dynamodb-cdc 'dynamodb+cdc://aws/TABLE1,TABLE2?region=eu-central-1&snapshot=true' | ...

  # records that Kinesis pushes (enhanced fan-out), and an end of it
  tap-dynamodb-cdc 'kinesis+dynamodb+cdc://aws/STREAM?region=eu-central-1&fan-out=true' | ...
  tap-dynamodb-cdc remove-consumer --url 'kinesis+dynamodb+cdc://aws/STREAM?region=eu-central-1'

  # a dump of change records as JSON, also compressed by gzip; or a folder of them, or files by a pattern
  tap-dynamodb-cdc file+dynamodb+cdc:///data/dump.ndjson
  tap-dynamodb-cdc 'file+dynamodb+cdc:///data/2026-11-*.json.gz'

Options of the URL: batch-size, create, create-shards, fan-out, idle-sleep, once, region, seqno, snapshot, ssl, start,
start-timestamp; of dynamodb+cdc:// the same but create-shards and fan-out; of dynamodb:// batch-size, consistent-read, region, ssl; buffer-time,
checkpointer, checkpointer-interval, checkpointer-name, checkpointer-schema and describe-timeout, of CrateDB Toolkit, are
accepted without effect (checkpointer-name is the name of the rows that --import-checkpoints reads).

Every setting that --about lists is also an environment variable, TAP_DYNAMODB_CDC_ and its name in upper case.
Without credentials in URL or settings, the AWS default chain finds them.

stdout carries Singer messages only; stderr carries logs and metrics.
Exit codes: 0 done, 1 an error, 2 wrong usage, 130 ended at once by a second signal, 141 the reader of stdout
has closed the pipe.`;

/** The tap as a program. What it does is loaded when it does it: the AWS SDK takes a while. */
export const program: Program<TapSettings> = {
  spec: {
    name: 'tap-dynamodb-cdc',
    version,
    description,
    kind: 'tap',
    capabilities: ['about', 'catalog', 'discover', 'state', 'log-based', 'structured-logging', 'test'],
    settingsSchema,
    settingsRules,
    errors: ERRORS,
    urls: [
      {
        name: 'url',
        setting: 'source_url',
        form: 'source: kinesis+dynamodb+cdc://KEY:SECRET@HOST/STREAM?region=REGION (HOST: aws, or an endpoint), dynamodb+cdc://KEY:SECRET@HOST/TABLE?region=REGION, dynamodb://KEY:SECRET@HOST/TABLE?region=REGION, or file+dynamodb+cdc:///PATH',
      },
    ],
    help: HELP,
    options: [
      {
        flags: '--import-checkpoints <path>',
        description:
          'go on where CrateDB Toolkit ended, if the state has no bookmarks: rows of its table kinesis_checkpoints as JSON',
      },
    ],
    commands: [
      {
        name: 'remove-consumer',
        description: 'remove the consumer that "fan_out" has registered with the Kinesis stream',
        options: [],
      },
    ],
  },
  check: async (settings) => (await import('./check-settings.ts')).checkTapSettings(settings),
  main: async (context) => (await import('./main.ts')).main(context),
};
