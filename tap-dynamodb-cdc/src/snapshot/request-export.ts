import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, ProgramError } from '@cdc-relay/singer';
import type { ExportTables } from '../dynamodb/port.ts';
import { locationText, placeOfExport, s3PlaceOf } from '../export/location.ts';
import type { ExportPart } from '../tables/export-position.ts';

/** How often DynamoDB is asked, at the beginning and at last: an export takes some minutes at least. */
const FIRST_POLL_MS = 1_000;
const MAX_POLL_MS = 30_000;

/** What asks for an export of a table. */
export interface ExportAsking {
  readonly dynamoDb: ExportTables;
  readonly log: Logger;
  readonly stream: string;
}

/**
 * Asks DynamoDB for an export as of now; returns where it will be. The version of the snapshot makes a second request of
 * the same snapshot, after a crash, the same one. Throws POINT_IN_TIME_RECOVERY_OFF and EXPORT_REFUSED.
 */
export async function requestExport(
  { dynamoDb, log, stream }: ExportAsking,
  { table, arn, version, to }: { table: string; arn: string | undefined; version: number; to: string },
  signal: AbortSignal,
): Promise<ExportPart> {
  const place = s3PlaceOf(to);
  if (place === undefined) throw new RangeError('snapshot_export_to was checked');
  const token = createHash('sha256').update(`${table} ${version}`).digest('hex').slice(0, 32);
  const exported = await dynamoDb.exportTable({ table: arn ?? table, ...place, token }, signal);
  const location = locationText(placeOfExport(place, exported));
  log.info(`asked DynamoDB for an export to ${location}, which takes some minutes at least`, { stream });
  return { location, arn: exported, pending: true };
}

/** Waits until DynamoDB has written an export. Throws EXPORT_FAILED. */
export async function exportWritten(
  { dynamoDb, log, stream }: ExportAsking,
  { arn, location }: ExportPart,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(2 * pause, MAX_POLL_MS)) {
    const status = await dynamoDb.exportStatus(arn, signal);
    if (status.state === 'completed') return;
    if (status.state === 'failed') throw exportFailed(location, status.reason);
    const seconds = Math.round((performance.now() - began) / 1000);
    log.info(`DynamoDB is writing the export ${location}; waiting for ${seconds} s`, { stream });
    await sleep(pause, undefined, { signal });
  }
}

function exportFailed(location: string, reason: string): ProgramError {
  return new ProgramError(
    'EXPORT_FAILED',
    `DynamoDB could not write the export ${location}: ${reason === '' ? 'it does not say why' : reason}.`,
    {
      remedy:
        'Check the bucket, its policy and its key, then start without a state, or with one from before the snapshot, so that the tap asks for a new export.',
    },
  );
}
