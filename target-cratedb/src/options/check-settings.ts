import { checkTogether } from '@cdc-relay/singer';
import { parseDestination } from '../destination/destination.ts';
import { tlsOf } from '../destination/tls.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { checkDeadLetters, deleteModeOf, streamMaps } from './options-of.ts';

/**
 * Checks the settings against each other, as far as that needs no connection. Throws CONFIG_INVALID. `hasPlace`: bad
 * records have a place besides `dead_letter_path`.
 */
export function checkTargetSettings(settings: TargetSettings, hasPlace = false): void {
  checkTogether([
    () => parseDestination(settings),
    // Also where the URL is wrong.
    () => tlsOf(settings, undefined),
    () => checkDeadLetters(settings, hasPlace),
    () => streamMaps(settings),
    () => deleteModeOf(settings),
  ]);
}
