import { readFileSync } from 'node:fs';
import type { Program } from '@cdc-relay/singer';
import { settingsSchema, type TargetSettings } from './settings.generated.ts';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

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
    urls: [
      {
        name: 'url',
        setting: 'url',
        form: 'where to write: crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true',
      },
    ],
    options: [
      { flags: '--state-file <path>', description: 'also keep the last state in this file' },
      { flags: '--print-state', description: 'print the state that was kept last, for the tap, and end' },
    ],
    commands: [
      {
        name: 'shell',
        description: 'run one SQL statement and print the answer',
        options: [
          { flags: '--command <sql>', description: 'the statement', required: true },
          { flags: '--format <format>', description: 'of the answer', choices: ['table', 'json', 'csv'] },
        ],
      },
      {
        name: 'show-table',
        description: 'print how a table is made, and how many rows it has',
        argument: '<table>',
        options: [],
      },
    ],
  },
  // Loaded when needed: --version and --help do without the database driver.
  main: async (context) => await (await import('./main.ts')).main(context),
};
