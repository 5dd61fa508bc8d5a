import { invalidSettings } from '@cdc-relay/singer';
import type { TapOptions } from '../settings/options.ts';
import { shareOf } from './share.ts';

type ShareOptions = Pick<TapOptions, 'mode' | 'snapshotSource' | 'snapshotShare' | 'onGap'>;

/** Checks what the settings say of shares. Throws CONFIG_INVALID. */
export function checkShareSettings({ mode, snapshotSource, snapshotShare, onGap }: ShareOptions): void {
  if (snapshotShare !== undefined) {
    shareOf(snapshotShare);
    if (mode !== 'snapshot')
      throw invalidSettings([
        `"snapshot_share" needs "mode": "snapshot": a share reads items only, and a run of its own the changes, with "mode": "snapshot+cdc" and "snapshot_source": "shares"`,
      ]);
    if (snapshotSource !== 'scan')
      throw invalidSettings(['"snapshot_share" divides a scan: "snapshot_source" must be scan']);
    return;
  }
  if (snapshotSource !== 'shares') return;
  if (mode !== 'snapshot+cdc')
    throw invalidSettings([
      '"snapshot_source" is shares, for the run that reads the changes beside them: "mode" must be snapshot+cdc',
    ]);
  if (onGap === 'resnapshot')
    throw invalidSettings([
      '"on_gap" is resnapshot: shares do not close a gap, as none of them knows which rows are no more; set "snapshot_source" to scan once the shares have ended',
    ]);
}
