import type { Advance, ItemPage, ItemTable } from 'tap-dynamodb-cdc';
import type { TableComparison } from 'target-cratedb';
import type { Finding, TableReport } from './finding.ts';
import { FindingList } from './finding-list.ts';
import type { VerifyOptions } from './options.ts';
import type { TableProgress } from './progress.ts';
import { type RepairPorts, repair } from './repair.ts';
import { type ItemKey, keyTexts, type SettlePorts, settle, unequal } from './settle.ts';

/** Rows whose keys are read at a time: each time CrateDB looks at all keys that follow. */
const ROWS_AT_ONCE = 5000;

/** As many suspected keys are held. */
const MAX_SUSPECTS = 5000;

/** What a table is verified with. */
export interface TablePorts {
  readonly items: SettlePorts['items'] & Pick<ItemTable, 'keys' | 'readUnits' | 'read' | 'keyFrom'>;
  readonly rows: TableComparison;
  readonly passed: SettlePorts['passed'];
  /** Writes what is missing or different, and deletes what is extra; undefined where nothing is repaired. */
  readonly repair: RepairPorts['write'] | undefined;
  /** Gets the progress whenever there is some. */
  readonly moved: (progress: TableProgress) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Compares a table of DynamoDB with its table of CrateDB, in both directions, from where it was. */
export class TableVerification {
  readonly #ports: TablePorts;
  readonly #options: VerifyOptions;
  readonly #progress: TableProgress;
  readonly #findings: FindingList;
  readonly #before: { readonly seconds: number; readonly readUnits: number };
  readonly #began = performance.now();
  #settling: Promise<void> | undefined;

  constructor(ports: TablePorts, options: VerifyOptions, progress: TableProgress) {
    this.#ports = ports;
    this.#options = options;
    this.#progress = progress;
    this.#findings = new FindingList(progress.report, options);
    const { seconds, readUnits } = progress.report;
    this.#before = { seconds, readUnits };
  }

  /** Verifies what is left of the table. */
  async run(): Promise<TableReport> {
    const { items, signal } = this.#ports;
    const { position, report, seen } = this.#progress;
    const receiver = { move: (by: Advance) => this.#move(by), page: (page: ItemPage) => this.#page(page) };
    await items.read(position, this.#options, receiver, signal);
    await this.#settle();
    if (items.schema === undefined) await this.#announce();
    await this.#rows();
    await this.#settle();
    report.missedExtra = seen.mistakes;
    await this.#moved();
    return report;
  }

  /** Verifies the items and rows of keys. */
  async keys(batches: AsyncIterable<readonly ItemKey[]>): Promise<TableReport> {
    const { report, suspects } = this.#progress;
    for await (const keys of batches) {
      const different = await unequal(keys, this.#ports);
      report.items += keys.length;
      report.equal += keys.length - different.length;
      suspects.push(...different);
      await this.#settle();
      await this.#moved();
    }
    return report;
  }

  async #page({ keys, messages, advance }: ItemPage): Promise<void> {
    const { rows } = this.#ports;
    const { schema, records } = messages;
    if (schema !== undefined) await rows.schema(schema);
    const compared = records.length === 0 ? [] : await rows.compare(records, false);
    const { report, suspects } = this.#progress;
    for (const [index, { kind, key }] of compared.entries()) {
      const itemKey = keys[index];
      if (itemKey === undefined) continue;
      this.#note(itemKey, key);
      if (kind === 'equal') report.equal += 1;
      else suspects.push(itemKey);
    }
    report.items += keys.length;
    this.#move(advance);
    await this.#moved();
    await this.#settleMany();
  }

  #move(advance: Advance): void {
    this.#progress.position = advance(this.#progress.position);
  }

  /** Of a table without items, or whose items were read before, the key is known. */
  async #announce(): Promise<void> {
    const { items, rows } = this.#ports;
    const key = items.keyFrom(items.keys.map(() => '0'));
    if (key === undefined) return;
    const { schema } = await items.deletion(key);
    if (schema !== undefined) await rows.schema(schema);
  }

  #note(itemKey: ItemKey, key: readonly string[] | undefined): void {
    if (key === undefined) return;
    this.#progress.seen.add(key);
    const again = this.#ports.items.keyFrom(key);
    this.#progress.isReversible &&= again !== undefined && textOf(again) === textOf(itemKey);
  }

  /** The other direction: rows whose items were not seen. A sample cannot tell them. */
  async #rows(): Promise<void> {
    const progress = this.#progress;
    while (progress.rows !== 'END') {
      const after = progress.rows === 'BEGIN' ? undefined : progress.rows;
      const page = await this.#ports.rows.keys(after, ROWS_AT_ONCE);
      progress.report.rows += page.length;
      if (this.#options.sample >= 1) for (const key of page) this.#suspectExtra(key);
      progress.rows = (page.length < ROWS_AT_ONCE ? undefined : page.at(-1)) ?? 'END';
      await this.#moved();
      await this.#settleMany();
    }
  }

  #suspectExtra(key: readonly string[]): void {
    const { seen, isReversible, suspects, report } = this.#progress;
    if (seen.has(key)) return;
    const itemKey = isReversible ? this.#ports.items.keyFrom(key) : undefined;
    if (itemKey === undefined) report.undecided += 1;
    else suspects.push(itemKey);
  }

  async #settleMany(): Promise<void> {
    while (this.#progress.suspects.length >= MAX_SUSPECTS) await this.#settle();
  }

  /** All segments wait for the same look at what is suspected. */
  #settle(): Promise<void> {
    this.#settling ??= this.#settleNow().finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  async #settleNow(): Promise<void> {
    const { suspects: open, report } = this.#progress;
    const suspects = [...open];
    if (suspects.length === 0) return;
    const { items, rows, passed, signal, repair: write } = this.#ports;
    const show = (finding: Finding) => this.#findings.shown(finding);
    const settled = await settle(suspects, { items, rows, passed, signal, show });
    const { findings, equal, undecided } = settled;
    const repaired =
      write === undefined || findings.length === 0
        ? 0
        : await repair(findings, { items, rows, passed, write, signal });
    open.splice(0, suspects.length);
    report.suspected += suspects.length;
    report.equal += equal;
    report.undecided += undecided.length;
    report.repaired += repaired;
    this.#findings.add(findings);
    await this.#moved();
  }

  async #moved(): Promise<void> {
    const { report } = this.#progress;
    report.seconds = this.#before.seconds + (performance.now() - this.#began) / 1000;
    report.readUnits = this.#before.readUnits + this.#ports.items.readUnits;
    await this.#ports.moved(this.#progress);
  }
}

/** The same text for the same key, in whatever order its attributes come. */
function textOf(key: ItemKey): string {
  return JSON.stringify(
    Object.keys(key)
      .sort()
      .map((name) => [name, ...keyTexts({ [name]: key[name] ?? { S: '' } })]),
  );
}
