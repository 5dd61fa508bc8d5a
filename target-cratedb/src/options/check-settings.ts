import { checkTogether } from '@cdc-relay/singer';
import { parseDestination } from '../destination/destination.ts';
import { tlsOf } from '../destination/tls.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { deadLetterOptions, deleteModeOf, streamMaps } from './options-of.ts';

/** Checks the settings against each other, as far as that needs no connection. Throws CONFIG_INVALID. */
export function checkTargetSettings(settings: TargetSettings): void {
  checkTogether([
    () => parseDestination(settings),
    // Also where the URL is wrong.
    () => tlsOf(settings, undefined),
    () => deadLetterOptions(settings),
    () => streamMaps(settings),
    () => deleteModeOf(settings),
  ]);
}
