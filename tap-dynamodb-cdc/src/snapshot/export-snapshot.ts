import { codeOf, type Logger } from '@cdc-relay/singer';
import type { ExportTables, TableDescription } from '../dynamodb/port.ts';
import type { TableExport } from '../export/open-export.ts';
import type { TapOptions } from '../settings/options.ts';
import type { ExportPart } from '../tables/export-position.ts';
import { endSnapshot } from './end-snapshot.ts';
import { exportTooOld } from './export-age.ts';
import type { ExportLines } from './exported-item.ts';
import type { ScannedTable } from './found-item.ts';
import { type ExportReading, readExport } from './read-exports.ts';
import { exportWritten, requestExport } from './request-export.ts';
import { scanTime, sequenceBefore } from './sequence.ts';
import type { SnapshotWatch } from './snapshot-watch.ts';
import type { TableExports } from './table-exports.ts';

/** What the snapshot of a table from exports works with. */
export interface ExportSnapshot extends ExportReading {
  readonly dynamoDb: ExportTables;
  readonly exports: TableExports;
  readonly watch: SnapshotWatch;
  readonly log: Logger;
  readonly options: TapOptions;
}

const MILLISECOND = 1_000;
const SECOND = 1_000_000;

/** Reads what is left of the exports of a table, one after the other, and ends its snapshot. */
export async function readExports(
  parts: ExportSnapshot,
  table: ScannedTable,
  description: TableDescription,
  signal: AbortSignal,
): Promise<void> {
  const stream = parts.tables.nameOf(table.name);
  const progress = parts.watch.begin(stream, description.itemCount);
  for (let part = nextPart(parts, table); part !== undefined; part = nextPart(parts, table)) {
    const written = part.pending ? await whenWritten(parts, table, part, description.arn, signal) : part;
    const opened = await parts.exports.open(table.name, written, signal);
    checkAge(parts, table, opened, part.pending === true);
    parts.log.info(`snapshot of ${opened.summary.items} items from the export ${written.location}`, {
      stream,
    });
    await readExport(parts, { opened, form: formOf(parts, table, opened), progress }, signal);
  }
  await endSnapshot({ ...parts, table, progress });
}

function nextPart({ snapshots }: ExportSnapshot, { name, version }: ScannedTable): ExportPart | undefined {
  const known = snapshots.tables.get(name);
  return known?.version === version ? known.export?.parts[0] : undefined;
}

/** The state says what was requested before it is waited for. */
async function whenWritten(
  { dynamoDb, tables, snapshots, states, output, log }: ExportSnapshot,
  { name, version }: ScannedTable,
  part: ExportPart,
  arn: string | undefined,
  signal: AbortSignal,
): Promise<ExportPart> {
  const asking = { dynamoDb, log, stream: tables.nameOf(name) };
  let asked = part;
  if (part.arn === '') {
    asked = await requestExport(asking, { table: name, arn, version, to: part.location }, signal);
    snapshots.advanceExport(name, version, (position) => ({ ...position, parts: [asked] }));
    await states.write();
    await output.flush();
  }
  try {
    await exportWritten(asking, asked, signal);
  } catch (error) {
    // A restart asks for another one.
    if (codeOf(error) === 'EXPORT_FAILED') snapshots.request([name]);
    throw error;
  }
  return asked;
}

/** Whatever was left out or lost, and whatever Kinesis is not read for, must be in an export that was requested. */
function checkAge(
  { options }: ExportSnapshot,
  { name, sequence }: ScannedTable,
  { summary }: TableExport,
  wasRequested: boolean,
): void {
  if (!wasRequested || summary.until >= scanTime(sequence, options.snapshotClockMarginMs)) return;
  throw exportTooOld(
    name,
    summary.until,
    'DynamoDB was asked for it later than that: changes in between may be in neither the export nor what is read from Kinesis.',
    'Start without a state; if it happens again, scan the table with snapshot_source "scan".',
  );
}

function formOf(
  { tables, options }: ExportSnapshot,
  table: ScannedTable,
  { summary }: TableExport,
): ExportLines {
  const isCoarse = options.ofTableStreams || tables.find(table.name)?.writer === 'forwarder';
  const ownSequence = sequenceBefore(summary.until, options.snapshotClockMarginMs);
  return {
    // The full export is older than the incremental ones that follow.
    table: { ...table, sequence: Math.min(table.sequence, ownSequence) },
    isIncremental: summary.from !== undefined,
    grain: isCoarse ? SECOND : MILLISECOND,
    oldImage: options.oldImage,
    maxAheadMs: options.maxAheadMs,
  };
}
