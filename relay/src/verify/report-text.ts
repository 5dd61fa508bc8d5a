import { stringifyJson } from '@cdc-relay/singer';
import type { ShownFinding, TableReport } from './finding.ts';
import type { VerifyOptions } from './options.ts';

type Format = VerifyOptions['format'];

/** The report on all tables, line by line. */
export function* reportLines(reports: readonly TableReport[], format: Format): Generator<string> {
  if (format === 'csv') yield 'table,kind,key,attributes';
  for (const report of reports) {
    if (format === 'json') yield stringifyJson({ ...report });
    if (format === 'csv') for (const one of report.findings) yield csvLine(report.table, one);
    if (format !== 'table') continue;
    for (const one of report.findings) yield* textLines(one);
    yield* summaryLines(report);
  }
}

function csvLine(table: string, { kind, key, differences }: ShownFinding): string {
  const attributes = differences.map(({ attribute }) => attribute).join(' ');
  return [table, kind, keyText(key), attributes].map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
}

function* textLines({ kind, key, differences }: ShownFinding): Generator<string> {
  yield `${kind} ${keyText(key)}`;
  for (const { attribute, source, row } of differences)
    yield `  ${JSON.stringify(attribute)}: ${stringifyJson(source)} in DynamoDB, ${stringifyJson(row)} in CrateDB`;
}

function keyText(key: ShownFinding['key']): string {
  return typeof key === 'string' ? key : JSON.stringify(key);
}

function* summaryLines(report: TableReport): Generator<string> {
  const { table, items, rows, equal, missing, extra, different, undecided, repaired, unlisted } = report;
  if (unlisted > 0) yield `${table}: ${unlisted} more differences are counted, but not listed`;
  yield `${table}: ${items} items, ${rows} rows, ${equal} equal, ${missing} missing, ${extra} extra, ${different} different, ${undecided} undecided, ${repaired} repaired`;
  yield* exportLines(report);
  yield `${table}: ${coverageOf(report)}; ${Math.round(report.readUnits)} read units, ${report.seconds.toFixed(1)} s`;
}

/** Certainty of 95 %: (1 - p)^n = 0.05 where p is about 3/n. */
const SAMPLE_BOUND = 3;

function coverageOf({ coverage, sample, items, missedExtra }: TableReport): string {
  if (coverage === 'keys') return 'the keys of the file only';
  if (coverage === 'all')
    return `all items and rows; an extra row is overlooked with a probability of ${missedExtra.toExponential(1)}`;
  const bound = percent(SAMPLE_BOUND / Math.max(items, 1));
  return `a sample of ${sample * 100} %, without extra rows: of differences in more than ${bound} of the items it would have found one with 95 % certainty`;
}

/** What an export cannot show. */
function* exportLines({ table, export: from }: TableReport): Generator<string> {
  if (from === null) return;
  yield `${table}: the items are those of the export ${from.place}, as of ${from.asOf}: a row that still is as the item was then counts as equal, although a later change may be missing in it`;
}

function percent(part: number): string {
  return `${Math.min(100, part * 100).toPrecision(2)} %`;
}
