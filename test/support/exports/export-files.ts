import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Item } from '../dynamodb/item.ts';
import { wireItem } from '../dynamodb/wire-value.ts';

/** The last change of an item in the time of an incremental export; time in microseconds. */
interface LastChange {
  readonly at: number;
  readonly keys: Item;
  readonly newImage?: Item;
  readonly oldImage?: Item;
}

/** An export as DynamoDB writes it; times in milliseconds. */
export interface ExportSpec {
  readonly table: string;
  readonly id: string;
  readonly until: number;
  /** Of a full export. */
  readonly items?: readonly Item[];
  /** Of an incremental one, with the beginning of its time. */
  readonly changes?: readonly LastChange[];
  readonly from?: number;
  /** Data files, one of them empty where there are more than items. */
  readonly files?: number;
}

const ACCOUNT = 'arn:aws:dynamodb:us-east-1:000000000000:table';

/** The ARN of an export. */
export function exportArn(table: string, id: string): string {
  return `${ACCOUNT}/${table}/export/${id}`;
}

/** The files of an export, by their keys below the prefix. */
export function exportFiles(spec: ExportSpec, prefix = ''): Map<string, Buffer> {
  const root = prefix === '' ? 'AWSDynamoDB' : `${prefix}/AWSDynamoDB`;
  const home = `${root}/${spec.id}`;
  const data = spec.changes === undefined ? `${home}/data` : `${root}/data`;
  const files = new Map<string, Buffer>();
  const listed = dealt(linesOf(spec), spec.files ?? 2).map((lines, index) => {
    const key = `${data}/${spec.id}-${index}.json.gz`;
    const bytes = gzipSync(lines.map((line) => `${line}\n`).join(''));
    files.set(key, bytes);
    const md5Checksum = md5(bytes);
    return { itemCount: lines.length, md5Checksum, etag: `${md5Checksum}-1`, dataFileS3Key: key };
  });
  const manifest = `${listed.map((line) => JSON.stringify(line)).join('\n')}\n`;
  const summary = JSON.stringify(summaryOf(spec, home, prefix));
  for (const [name, text] of [
    ['manifest-files', manifest],
    ['manifest-summary', summary],
  ] as const) {
    files.set(`${home}/${name}.json`, Buffer.from(text));
    files.set(`${home}/${name}.md5`, Buffer.from(md5(Buffer.from(text))));
  }
  files.set(`${home}/_started`, Buffer.alloc(0));
  return files;
}

/** Writes the files of an export to disk; returns the folder of its manifest. */
export function writeExport(folder: string, spec: ExportSpec): string {
  for (const [key, bytes] of exportFiles(spec)) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), bytes);
  }
  return join(folder, 'AWSDynamoDB', spec.id);
}

function summaryOf({ table, id, until, from, items, changes }: ExportSpec, home: string, prefix: string) {
  const iso = (time: number): string => new Date(time).toISOString();
  return {
    version: changes === undefined ? '2020-06-30' : '2023-08-01',
    exportArn: exportArn(table, id),
    startTime: iso(until),
    endTime: iso(until + 300_000),
    tableArn: `${ACCOUNT}/${table}`,
    tableId: '12345a12-abcd-123a-ab12-1234abc12345',
    ...(changes === undefined
      ? { exportTime: iso(until) }
      : { exportFromTime: iso(from ?? 0), exportToTime: iso(until) }),
    s3Bucket: 'exports',
    s3Prefix: prefix === '' ? null : prefix,
    s3SseAlgorithm: 'AES256',
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${home}/manifest-files.json`,
    billedSizeBytes: 0,
    itemCount: (items ?? changes ?? []).length,
    outputFormat: 'DYNAMODB_JSON',
    ...(changes === undefined ? {} : { outputView: 'NEW_AND_OLD_IMAGES', exportType: 'INCREMENTAL_EXPORT' }),
  };
}

function linesOf({ items, changes = [] }: ExportSpec): string[] {
  if (items !== undefined) return items.map((item) => JSON.stringify({ Item: wireItem(item, 'single') }));
  return changes.map(({ at, keys, newImage, oldImage }) =>
    JSON.stringify({
      Metadata: { WriteTimestampMicros: { N: String(at) } },
      Keys: wireItem(keys, 'single'),
      ...(newImage === undefined ? {} : { NewImage: wireItem(newImage, 'single') }),
      ...(oldImage === undefined ? {} : { OldImage: wireItem(oldImage, 'single') }),
    }),
  );
}

function dealt<One>(all: readonly One[], hands: number): One[][] {
  return Array.from({ length: hands }, (_, hand) => all.filter((_one, index) => index % hands === hand));
}

/** As DynamoDB writes it: in base64. */
export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}
