import { stringifyJson } from '@cdc-relay/singer';
import type { Finding, FindingKind, ShownFinding, TableReport } from './finding.ts';
import type { VerifyOptions } from './options.ts';
import { shownFinding } from './shown-finding.ts';

/** Findings beyond this many characters are only counted: a table may differ in every row. */
const MAX_LENGTH = 8_000_000;

/** Puts findings into a report: each is counted, and as many are listed as there is room for. */
export class FindingList {
  readonly #report: TableReport;
  readonly #how: Pick<VerifyOptions, 'values' | 'hashKeys'>;
  #room: number;

  /** The report may have findings of before. */
  constructor(report: TableReport, how: Pick<VerifyOptions, 'values' | 'hashKeys'>, room = MAX_LENGTH) {
    this.#report = report;
    this.#how = how;
    this.#room = room - report.findings.reduce((sum, one) => sum + lengthOf(one), 0);
  }

  /** A finding as it will be listed; undefined where there is no room left. */
  shown(finding: Finding): ShownFinding | undefined {
    const shown = shownFinding(finding, this.#how);
    const length = lengthOf(shown);
    if (length > this.#room) return undefined;
    this.#room -= length;
    return shown;
  }

  /** Counts findings, and lists those that were shown. */
  add(findings: readonly { readonly kind: FindingKind; readonly shown: ShownFinding | undefined }[]): void {
    for (const { kind, shown } of findings) {
      this.#report[kind] += 1;
      if (shown === undefined) this.#report.unlisted += 1;
      else this.#report.findings.push(shown);
    }
  }
}

function lengthOf(shown: ShownFinding): number {
  return stringifyJson(shown).length;
}
