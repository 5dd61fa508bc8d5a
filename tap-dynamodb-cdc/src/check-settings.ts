import { checkTogether } from '@cdc-relay/singer';
import { credentialsOf } from './aws/credentials.ts';
import { streamNames } from './catalog/stream-name.ts';
import { deadLetterPath } from './emit/bad-records.ts';
import { optionsOf, type TapOptions } from './settings/options.ts';
import type { TapSettings } from './settings/settings.generated.ts';
import { startOf } from './shards/start.ts';
import { checkExportSettings } from './snapshot/check-export-settings.ts';
import { checkShareSettings } from './snapshot/check-share-settings.ts';
import { checkDump } from './source.ts';
import { type ResolvedSource, resolveSource } from './source-url/resolve.ts';

/** Checks the settings against each other, as far as that needs no connection. Throws CONFIG_INVALID. */
export function checkTapSettings(settings: TapSettings): void {
  let source: ResolvedSource | undefined;
  const resolved = (): TapOptions => optionsOf(source?.settings ?? settings);
  checkTogether([
    () => {
      source = resolveSource(settings);
    },
    () => startOf(resolved()),
    () => source?.file === undefined || checkDump(resolved()),
    () => credentialsOf(resolved().aws),
    () => streamNames(resolved().streamNameTemplate, ''),
    () => deadLetterPath(resolved()),
    () => checkExportSettings(resolved()),
    () => checkShareSettings(resolved()),
  ]);
}
