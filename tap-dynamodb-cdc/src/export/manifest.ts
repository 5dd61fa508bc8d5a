import { isJsonObject, type JsonValue, ProgramError } from '@cdc-relay/singer';

/** A data file of an export. */
export interface ExportFile {
  /** From the folder of the manifest on: `data/NAME`, of an incremental export `../data/NAME`. */
  readonly path: string;
  /** MD5 of its bytes, in base64. */
  readonly md5: string;
  /** Lines that it has. */
  readonly items: number;
}

/** What `manifest-summary.json` says of an export; times in milliseconds since the epoch. */
export interface ExportSummary {
  readonly arn: string;
  readonly table: string;
  /** The export has each change that was made before that. */
  readonly until: number;
  /** Of an incremental export: it has the changes from then on. Undefined for a full one. */
  readonly from: number | undefined;
  readonly items: number;
}

const TABLE_ARN = /:table\/([^/]+)$/;

/** Reads `manifest-summary.json`; `where` names the export in errors. Throws EXPORT_UNUSABLE. */
export function summaryOf(json: JsonValue, where: string): ExportSummary {
  const summary = isJsonObject(json) ? json : {};
  const { outputFormat, exportType, exportArn, tableArn, itemCount } = summary;
  if (outputFormat !== 'DYNAMODB_JSON') throw unusable(where, `its format is ${shown(outputFormat)}`, FORMAT);
  const table = TABLE_ARN.exec(String(tableArn))?.[1];
  if (table === undefined) throw unusable(where, 'manifest-summary.json names no table');
  if (!isCount(itemCount)) throw unusable(where, 'manifest-summary.json has no item count');
  const isIncremental = exportType === 'INCREMENTAL_EXPORT';
  const until = timeOf(isIncremental ? summary.exportToTime : summary.exportTime);
  const from = isIncremental ? timeOf(summary.exportFromTime) : undefined;
  if (Number.isNaN(until) || Number.isNaN(from ?? 0))
    throw unusable(where, 'manifest-summary.json does not say of which time it is');
  return { arn: typeof exportArn === 'string' ? exportArn : '', table, until, from, items: itemCount };
}

/** Reads the lines of `manifest-files.json`, which belong to a summary. Throws EXPORT_UNUSABLE. */
export function filesOf(lines: readonly JsonValue[], { items }: ExportSummary, where: string): ExportFile[] {
  const files = lines.map((line) => fileOf(line, where));
  const sum = files.reduce((total, file) => total + file.items, 0);
  if (sum === items) return files;
  throw unusable(where, `its files have ${sum} items, and manifest-summary.json counts ${items}`, INCOMPLETE);
}

function fileOf(line: JsonValue, where: string): ExportFile {
  const { dataFileS3Key: key, md5Checksum: md5, itemCount: items } = isJsonObject(line) ? line : {};
  if (typeof key !== 'string' || typeof md5 !== 'string' || !isCount(items))
    throw unusable(where, 'a line of manifest-files.json lacks the key, the checksum or the item count');
  return { path: pathOf(key), md5, items };
}

/** Wherever the export was copied to: full ones have their files below them, incremental ones in a folder beside. */
function pathOf(key: string): string {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  return parts.at(-3) === 'AWSDynamoDB' ? `../data/${name}` : `data/${name}`;
}

function timeOf(value: JsonValue | undefined): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function shown(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.slice(0, 40) : 'not known';
}

const FORMAT = 'Make the export with the format DynamoDB JSON (--export-format DYNAMODB_JSON).';
const INCOMPLETE = 'Copy the export again, as a whole.';

/** The fault of an export that cannot be used as it is. */
export function unusable(
  where: string,
  reason: string,
  remedy = 'Name an export as DynamoDB wrote it.',
): ProgramError {
  return new ProgramError('EXPORT_UNUSABLE', `The export ${where} cannot be used: ${reason}.`, { remedy });
}
