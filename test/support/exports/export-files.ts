import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Item } from '../dynamodb/item.ts';
import { wireItem } from '../dynamodb/wire-value.ts';

/** The last change of an item in the time of an incremental export; time in microseconds. */
export interface LastChange {
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

/** A line of the list of an export's data files. */
interface ListedFile {
  readonly itemCount: number;
  readonly md5Checksum: string;
  readonly etag: string;
  readonly dataFileS3Key: string;
}

/** The files of an export, by their keys below the prefix. */
export function exportFiles(spec: ExportSpec, prefix = ''): Map<string, Buffer> {
  const root = prefix === '' ? 'AWSDynamoDB' : `${prefix}/AWSDynamoDB`;
  const data = spec.changes === undefined ? `${root}/${spec.id}/data` : `${root}/data`;
  const files = new Map<string, Buffer>();
  const listed = dealt(linesOf(spec), spec.files ?? 2).map((lines, index) => {
    const { bytes, line } = dataFile(`${data}/${spec.id}-${index}.json.gz`, lines);
    files.set(line.dataFileS3Key, bytes);
    return line;
  });
  const count = (spec.items ?? spec.changes ?? []).length;
  for (const [key, bytes] of manifests({ ...spec, count }, listed, prefix)) files.set(key, bytes);
  return files;
}

/** A data file, and what the manifest says of it. */
function dataFile(key: string, lines: readonly string[]): { bytes: Buffer; line: ListedFile } {
  const bytes = gzipSync(lines.map((line) => `${line}\n`).join(''));
  const md5Checksum = md5(bytes);
  const line = { itemCount: lines.length, md5Checksum, etag: `${md5Checksum}-1`, dataFileS3Key: key };
  return { bytes, line };
}

function manifests(
  spec: ExportSpec & { readonly count: number },
  listed: readonly ListedFile[],
  prefix: string,
): Map<string, Buffer> {
  const home = `${prefix === '' ? '' : `${prefix}/`}AWSDynamoDB/${spec.id}`;
  const manifest = `${listed.map((line) => JSON.stringify(line)).join('\n')}\n`;
  const files = new Map([[`${home}/_started`, Buffer.alloc(0)]]);
  const texts = {
    'manifest-files': manifest,
    'manifest-summary': JSON.stringify(summaryOf(spec, home, prefix)),
  };
  for (const [name, text] of Object.entries(texts)) {
    files.set(`${home}/${name}.json`, Buffer.from(text));
    files.set(`${home}/${name}.md5`, Buffer.from(md5(Buffer.from(text))));
  }
  return files;
}

/** Writes a full export that is too large for memory, file by file; returns the folder of its manifest. */
export function writeLargeExport(folder: string, spec: ExportSpec, parts: Iterable<readonly Item[]>): string {
  const listed: ListedFile[] = [];
  for (const items of parts) {
    const key = `AWSDynamoDB/${spec.id}/data/${spec.id}-${listed.length}.json.gz`;
    const { bytes, line } = dataFile(key, linesOf({ ...spec, items }));
    write(folder, key, bytes);
    listed.push(line);
  }
  const count = listed.reduce((sum, { itemCount }) => sum + itemCount, 0);
  for (const [key, bytes] of manifests({ ...spec, count }, listed, '')) write(folder, key, bytes);
  return join(folder, 'AWSDynamoDB', spec.id);
}

/** Writes the files of an export to disk; returns the folder of its manifest. */
export function writeExport(folder: string, spec: ExportSpec): string {
  for (const [key, bytes] of exportFiles(spec)) write(folder, key, bytes);
  return join(folder, 'AWSDynamoDB', spec.id);
}

function write(folder: string, key: string, bytes: Buffer): void {
  mkdirSync(dirname(join(folder, key)), { recursive: true });
  writeFileSync(join(folder, key), bytes);
}

function summaryOf(
  { table, id, until, from, changes, count }: ExportSpec & { readonly count: number },
  home: string,
  prefix: string,
) {
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
    itemCount: count,
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
