import { resolve } from 'node:path';
import { invalidSettings } from '@cdc-relay/singer';

/** A place in S3: a bucket, and a prefix without a slash at its end; empty for the bucket itself. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** Where the files of an export are. */
export type ExportLocation = S3Place | { readonly folder: string };

const S3_URL = /^s3:\/\/([^/]+)(?:\/(.*))?$/s;
const SUMMARY = /(?:^|\/)manifest-summary\.json$/;

/** Reads `s3://BUCKET/PREFIX`; undefined for what is none. */
export function s3PlaceOf(text: string): S3Place | undefined {
  const [, bucket, prefix = ''] = S3_URL.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix: prefix.replace(/\/+$/, '') };
}

/** Where an export is: a place in S3 or a folder, also named by its `manifest-summary.json`. Throws CONFIG_INVALID. */
export function exportLocationOf(text: string): ExportLocation {
  const place = text.replace(SUMMARY, '');
  if (!text.startsWith('s3:')) return { folder: resolve(place) };
  const inS3 = s3PlaceOf(place);
  if (inS3 === undefined || inS3.prefix === '')
    throw invalidSettings([`no export is named ${JSON.stringify(text)}: ${FORM}`]);
  return inS3;
}

const FORM = 'in S3 the name of one is s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT_ID';

/** The location as the settings name it. */
export function locationText(location: ExportLocation): string {
  if ('folder' in location) return location.folder;
  return `s3://${location.bucket}/${location.prefix}`;
}

/** Where DynamoDB puts an export that was requested: `PREFIX/AWSDynamoDB/EXPORT_ID`; the ARN ends with the id. */
export function placeOfExport({ bucket, prefix }: S3Place, arn: string): S3Place {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  return { bucket, prefix: [prefix, 'AWSDynamoDB', id].filter((part) => part !== '').join('/') };
}
