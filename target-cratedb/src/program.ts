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
    capabilities: ['about', 'hard-delete', 'soft-delete', 'target-schema', 'structured-logging'],
    settingsSchema,
    urlSetting: 'url',
    urlForm: 'where to write: crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true',
  },
  // Loaded when needed: --version and --help do without the database driver.
  main: async (context) => (await import('./target.ts')).runTarget(context),
};
