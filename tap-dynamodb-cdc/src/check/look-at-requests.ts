import { codeOf, type Finding, fail, ok } from '@cdc-relay/singer';
import { locationText, placeOfExport, s3PlaceOf } from '../export/location.ts';
import { optional, required } from './denied.ts';
import type { Known } from './look-at-stream.ts';
import type { CheckParts } from './parts.ts';
import { judgeLoading } from './scan-time.ts';

/** Whether DynamoDB may be asked for an export of a table. It is not asked. */
export async function lookAtRequest(
  { source, signal }: CheckParts,
  { tables, summary }: Known,
  table: string,
): Promise<Finding[]> {
  const { itemCount = 0 } = tables.get(table) ?? {};
  const loading = judgeLoading(table, itemCount, summary?.retentionMs ?? Number.POSITIVE_INFINITY);
  return [await lookAtRecovery(await source.dynamoDb(), table, signal), loading];
}

async function lookAtRecovery(
  dynamoDb: Awaited<ReturnType<CheckParts['source']['dynamoDb']>>,
  table: string,
  signal: AbortSignal,
): Promise<Finding> {
  try {
    if (await dynamoDb.isRecoverable(table, signal))
      return ok(
        `${table}: point-in-time recovery is on; dynamodb:ExportTableToPointInTime is not tried, as that makes an export, which takes DynamoDB some minutes at least`,
      );
    return fail(
      `${table}: point-in-time recovery is off: aws dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
    );
  } catch (error) {
    const action = `${table}: dynamodb:DescribeContinuousBackups`;
    return optional(action, error, 'whether point-in-time recovery is on is not known');
  }
}

/** Looks for the bucket that exports are to be written to, by a file that is not there. Nothing is written. */
export async function lookAtPlace({ options, source, signal }: CheckParts): Promise<Finding[]> {
  const place = s3PlaceOf(options.snapshotExportTo ?? '');
  if (place === undefined) return [];
  const where = `s3://${place.bucket}`;
  const untried = 's3:PutObject and s3:AbortMultipartUpload are not tried, as that writes';
  try {
    const store = await source.exportStores.open(locationText(placeOfExport(place, 'none')));
    for await (const _ of store.bytes('manifest-summary.json', signal)) break;
  } catch (error) {
    if (codeOf(error) !== 'EXPORT_FILE_MISSING')
      return [
        codeOf(error) === 'EXPORT_NOT_FOUND'
          ? required(where, error)
          : optional(`${where}: s3:GetObject`, error, NOT_KNOWN),
      ];
  }
  return [ok(`${where} is there; ${untried}`)];
}

const NOT_KNOWN =
  'whether its files can be read is not known (without s3:ListBucket, S3 also says that of a file that is not there)';
