import { createRequire } from 'node:module';
import type { Program } from '@cdc-relay/singer';
import { settingsSchema, type TapSettings } from './settings.generated.ts';

const { version, description } = createRequire(import.meta.url)('../package.json') as {
  version: string;
  description: string;
};

/** The tap as a program. What it does is loaded when it does it: the AWS SDK takes a while. */
export const program: Program<TapSettings> = {
  spec: {
    name: 'tap-dynamodb-cdc',
    version,
    description,
    kind: 'tap',
    capabilities: ['about', 'state', 'log-based', 'structured-logging'],
    settingsSchema,
    urlSetting: 'source_url',
    urlForm:
      'source: kinesis+dynamodb+cdc://KEY:SECRET@HOST/STREAM?region=REGION (HOST: aws, or an endpoint)',
  },
  main: async (context) => (await import('./main.ts')).main(context),
};
