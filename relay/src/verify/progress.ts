import { isJsonObject, type JsonValue, parseJson, stringifyJson } from '@cdc-relay/singer';
import {
  positionOf,
  positionValue,
  type ReadPosition,
  readPositionOf,
  readPositionValue,
} from 'tap-dynamodb-cdc';
import type { ShownFinding, TableReport } from './finding.ts';
import { SeenKeys, type SeenMemory } from './seen-keys.ts';
import type { ItemKey } from './settle.ts';

/** How far the look at a table has come. It changes between two awaits only, so that each moment is one to go on from. */
export interface TableProgress {
  readonly report: TableReport;
  /** How far the items were read. */
  position: ReadPosition;
  /** Behind which key the look at the rows goes on: first after the items. */
  rows: 'BEGIN' | 'END' | readonly string[];
  /** Keys that are to be looked at again. */
  readonly suspects: ItemKey[];
  readonly seen: SeenKeys;
  /** False once a key of an item was not found again from its row's key: then nobody knows which rows are extra. */
  isReversible: boolean;
}

/** Progress of a look that begins. */
export function newProgress(
  report: TableReport,
  position: ReadPosition,
  seen = new SeenKeys(),
): TableProgress {
  return {
    report,
    position,
    rows: 'BEGIN',
    suspects: [],
    seen,
    isReversible: true,
  };
}

/** Progress as text, without what is remembered of keys. */
export function progressText(progress: Omit<TableProgress, 'seen'>): string {
  const { report, position, rows, suspects, isReversible } = progress;
  return stringifyJson({
    report: { ...report, findings: report.findings.map((one) => stringifyJson(one)) },
    position: readPositionValue(position),
    rows: rows as JsonValue,
    suspects: suspects.map(positionValue),
    isReversible,
  });
}

/** Reads progress back; undefined for what is none. */
export function progressOf(text: string, memory: SeenMemory): TableProgress | undefined {
  const { report, position, rows, suspects, isReversible } = JSON.parse(text);
  if (!isJsonObject(report) || !Array.isArray(suspects)) return undefined;
  const reached = readPositionOf(position);
  const keys = suspects.map(positionOf);
  if (reached === undefined || keys.some((key) => typeof key !== 'object')) return undefined;
  const findings = (report.findings as string[]).map((one) => parseJson(one) as unknown as ShownFinding);
  return {
    report: { ...(report as unknown as TableReport), findings },
    position: reached,
    rows,
    suspects: keys as ItemKey[],
    seen: new SeenKeys(memory),
    isReversible,
  };
}
