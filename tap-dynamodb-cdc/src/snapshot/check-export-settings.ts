import { invalidSettings } from '@cdc-relay/singer';
import { exportLocationOf, s3PlaceOf } from '../export/location.ts';
import type { TapOptions } from '../settings/options.ts';

/** Checks what the settings say of exports. Throws CONFIG_INVALID. */
export function checkExportSettings(
  options: Pick<TapOptions, 'snapshotSource' | 'snapshotExports' | 'snapshotExportTo' | 'onGap'>,
): void {
  const { snapshotSource: source, snapshotExports: given, snapshotExportTo: to, onGap } = options;
  if (onGap === 'export' && given.length === 0)
    throw invalidSettings([
      '"on_gap" is export: set "snapshot_source" and "snapshot_exports"; new exports close a gap with "resnapshot"',
    ]);
  if (source !== 'export') {
    if (given.length === 0 && to === undefined) return;
    throw invalidSettings(['"snapshot_exports" and "snapshot_export_to" need "snapshot_source": "export"']);
  }
  if (given.length === 0 && to === undefined)
    throw invalidSettings(['"snapshot_source" is export: set "snapshot_exports" or "snapshot_export_to"']);
  for (const location of given) exportLocationOf(location);
  if (to !== undefined && s3PlaceOf(to) === undefined)
    throw invalidSettings(['"snapshot_export_to" must be s3://BUCKET/PREFIX']);
  if (onGap === 'resnapshot' && to === undefined)
    throw invalidSettings([
      '"on_gap" is resnapshot: a finished export does not close a gap that comes later; set "snapshot_export_to"',
    ]);
}
