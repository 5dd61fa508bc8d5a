import type { ItemPage, ItemTable } from 'tap-dynamodb-cdc';
import type { TableComparison } from 'target-cratedb';
import { emptyReport, type TableReport } from './finding.ts';
import type { VerifyOptions } from './options.ts';
import { type RepairPorts, repair } from './repair.ts';
import { SeenKeys } from './seen-keys.ts';
import { type ItemKey, type SettlePorts, settle } from './settle.ts';

/** Rows whose keys are read at a time. */
const ROWS_AT_ONCE = 1000;

/** As many suspected keys are held. */
const MAX_SUSPECTS = 1000;

/** What a table is verified with. */
export interface TablePorts {
  readonly items: ItemTable;
  readonly rows: TableComparison;
  readonly passed: SettlePorts['passed'];
  /** Writes what is missing or different, and deletes what is extra; undefined where nothing is repaired. */
  readonly repair: RepairPorts['write'] | undefined;
  readonly progress: (report: TableReport) => void;
  readonly signal: AbortSignal;
}

/** Compares a table of DynamoDB with its table of CrateDB, in both directions. */
export class TableVerification {
  readonly report: TableReport;
  readonly #ports: TablePorts;
  readonly #options: VerifyOptions;
  readonly #seen = new SeenKeys();
  readonly #began = performance.now();
  #suspects: ItemKey[] = [];
  /** False once a key of an item was not found again from its row's key: then nobody knows which rows are extra. */
  #isReversible = true;

  constructor(ports: TablePorts, options: VerifyOptions) {
    this.#ports = ports;
    this.#options = options;
    this.report = emptyReport(ports.items.name, options.sample);
  }

  /** Verifies the whole table. */
  async run(): Promise<TableReport> {
    const { items, signal } = this.#ports;
    for await (const page of items.pages(this.#options, 'BEGIN', signal)) await this.#page(page);
    await this.#settle();
    if (this.#ports.items.schema === undefined) await this.#announce();
    await this.#rows();
    await this.#settle();
    this.report.missedExtra = this.#seen.mistakes;
    this.#count();
    return this.report;
  }

  async #page({ items: found, units }: ItemPage): Promise<void> {
    const { items, rows } = this.#ports;
    const { sample } = this.#options;
    const chosen = items.existing(found).filter(() => sample >= 1 || Math.random() < sample);
    const { schema, records } = await items.messages(chosen);
    if (schema !== undefined) await rows.schema(schema);
    const compared = records.length === 0 ? [] : await rows.compare(records, false);
    for (const [index, { kind, key }] of compared.entries()) {
      const item = chosen[index];
      if (item === undefined) continue;
      this.#note(items.keyOf(item), key);
      if (kind === 'equal') this.report.equal += 1;
      else this.#suspects.push(items.keyOf(item));
    }
    this.report.items += chosen.length;
    this.report.readUnits += units;
    this.#count();
    if (this.#suspects.length >= MAX_SUSPECTS) await this.#settle();
  }

  /** Of a table without items the key is known. */
  async #announce(): Promise<void> {
    const { items, rows } = this.#ports;
    const key = items.keyFrom(items.keys.map(() => '0'));
    if (key === undefined) return;
    const { schema } = await items.deletion(key);
    if (schema !== undefined) await rows.schema(schema);
  }

  #note(itemKey: ItemKey, key: readonly string[] | undefined): void {
    if (key === undefined) return;
    this.#seen.add(key);
    const again = this.#ports.items.keyFrom(key);
    this.#isReversible &&= again !== undefined && textOf(again) === textOf(itemKey);
  }

  /** The other direction: rows whose items were not seen. A sample cannot tell them. */
  async #rows(): Promise<void> {
    const { items, rows } = this.#ports;
    for (let after: readonly string[] | undefined; ; ) {
      const page = await rows.keys(after, ROWS_AT_ONCE);
      this.report.rows += page.length;
      for (const key of this.#options.sample < 1 ? [] : page.filter((one) => !this.#seen.has(one))) {
        const itemKey = this.#isReversible ? items.keyFrom(key) : undefined;
        if (itemKey === undefined) this.report.undecided += 1;
        else this.#suspects.push(itemKey);
      }
      this.#count();
      if (this.#suspects.length >= MAX_SUSPECTS) await this.#settle();
      if (page.length < ROWS_AT_ONCE) return;
      after = page.at(-1);
    }
  }

  async #settle(): Promise<void> {
    const suspects = this.#suspects;
    this.#suspects = [];
    if (suspects.length === 0) return;
    const { items, rows, passed, signal, repair: write } = this.#ports;
    this.report.suspected += suspects.length;
    const settled = await settle(suspects, { items, rows, passed, signal });
    this.report.equal += settled.equal;
    this.report.undecided += settled.undecided.length;
    this.report.findings.push(...settled.findings);
    if (write === undefined || settled.findings.length === 0) return;
    this.report.repaired += await repair(settled.findings, { items, rows, write, signal });
  }

  #count(): void {
    this.report.seconds = (performance.now() - this.#began) / 1000;
    this.#ports.progress(this.report);
  }
}

/** The same text for the same key: binaries as base64. */
function textOf(key: ItemKey): string {
  const values = Object.entries(key).map(([name, { S, N, B }]) => [
    name,
    S ?? N ?? Buffer.from(B ?? []).toString('base64'),
  ]);
  return JSON.stringify(values.sort());
}
