import { Decimal, hashOf, isJsonObject, type JsonValue, stringifyJson } from '@cdc-relay/singer';
import type { Finding, TableReport } from './finding.ts';
import type { VerifyOptions } from './options.ts';

type Shown = Pick<VerifyOptions, 'values' | 'hashKeys' | 'format'>;

/** The report on all tables, as lines. */
export function reportLines(reports: readonly TableReport[], shown: Shown): string[] {
  if (shown.format === 'json') return reports.map((report) => stringifyJson(asJson(report, shown)));
  if (shown.format === 'csv')
    return [
      'table,kind,key,attributes',
      ...reports.flatMap((report) => report.findings.map((one) => csvLine(one, shown))),
    ];
  return reports.flatMap((report) => [
    ...report.findings.map((one) => textLine(one, shown)),
    ...summaryLines(report),
  ]);
}

function asJson({ findings, ...counts }: TableReport, shown: Shown): JsonValue {
  return {
    ...counts,
    ...kinds(findings),
    findings: findings.map((one) => ({
      kind: one.kind,
      key: shown.hashKeys ? keyOf(one, shown) : [...one.key],
      differences: one.differences.map(({ attribute, wanted, found }) => ({
        attribute,
        source: shownValue(wanted, shown),
        row: shownValue(found, shown),
      })),
    })),
  };
}

function kinds(findings: readonly Finding[]): { missing: number; extra: number; different: number } {
  const count = (kind: Finding['kind']): number => findings.filter((one) => one.kind === kind).length;
  return { missing: count('missing'), extra: count('extra'), different: count('different') };
}

function csvLine(finding: Finding, shown: Shown): string {
  const attributes = finding.differences.map(({ attribute }) => attribute).join(' ');
  return [finding.table, finding.kind, keyOf(finding, shown), attributes]
    .map((text) => `"${text.replaceAll('"', '""')}"`)
    .join(',');
}

function textLine(finding: Finding, shown: Shown): string {
  const values = finding.differences.map(({ attribute, wanted, found }) => {
    const [source, row] = [shownValue(wanted, shown), shownValue(found, shown)].map((value) =>
      stringifyJson(value),
    );
    return `  ${JSON.stringify(attribute)}: ${source} in DynamoDB, ${row} in CrateDB`;
  });
  return [`${finding.kind} ${keyOf(finding, shown)}`, ...values].join('\n');
}

function summaryLines(report: TableReport): string[] {
  const { table, items, rows, equal, undecided, repaired, readUnits, seconds, sample, missedExtra } = report;
  const { missing, extra, different } = kinds(report.findings);
  const coverage =
    sample < 1
      ? `a sample of ${sample * 100} %, without extra rows: of differences in more than ${percent(3 / Math.max(items, 1))} of the items it would have found one with 95 % certainty`
      : `all items and rows; an extra row is overlooked with a probability of ${missedExtra.toExponential(1)}`;
  return [
    `${table}: ${items} items, ${rows} rows, ${equal} equal, ${missing} missing, ${extra} extra, ${different} different, ${undecided} undecided, ${repaired} repaired`,
    `${table}: ${coverage}; ${Math.round(readUnits)} read units, ${seconds.toFixed(1)} s`,
  ];
}

function percent(part: number): string {
  return `${Math.min(100, part * 100).toPrecision(2)} %`;
}

function keyOf({ key }: Finding, { hashKeys }: Shown): string {
  const text = JSON.stringify(key);
  return hashKeys ? hashOf(text) : text;
}

function shownValue(value: JsonValue | undefined, { values }: Shown): JsonValue {
  return values ? (value ?? null) : shapeOf(value ?? null);
}

/** What a value is, without saying the value. */
function shapeOf(value: JsonValue): string {
  if (value === null) return 'nothing';
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (typeof value === 'boolean') return 'a boolean';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isJsonObject(value)) return `an object of ${Object.keys(value).length} members`;
  return `a number of ${(value instanceof Decimal ? value.literal : String(value)).replaceAll(/\D/g, '').length} digits`;
}
