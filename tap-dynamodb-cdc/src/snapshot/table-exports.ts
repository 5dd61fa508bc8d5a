import type { Logger } from '@cdc-relay/singer';
import type { ExportStores } from '../export/export-stores.ts';
import { unusable } from '../export/manifest.ts';
import { openExport, type TableExport } from '../export/open-export.ts';
import type { TapOptions } from '../settings/options.ts';
import { beforeExports, type ExportPart, type ExportPosition } from '../tables/export-position.ts';
import type { TableSnapshot } from '../tables/table-snapshot.ts';
import { exportTooOld } from './export-age.ts';
import { type GivenExport, givenExports, noExport } from './given-exports.ts';
import { sequenceBefore } from './sequence.ts';

/** What exports are found with. */
export interface ExportSources {
  readonly stores: ExportStores;
  readonly options: Pick<
    TapOptions,
    'snapshotExports' | 'snapshotExportTo' | 'snapshotSource' | 'snapshotClockMarginMs'
  >;
  readonly wants: (table: string) => boolean;
  readonly log: Logger;
}

/** What a snapshot from exports begins with. */
export interface ExportBeginning {
  /** The version of its rows, in microseconds. */
  readonly sequence: number;
  readonly export: ExportPosition;
}

/** The exports that snapshots are read from: those that the settings name, or that DynamoDB is asked for. */
export class TableExports {
  readonly #sources: ExportSources;
  #given: Promise<ReadonlyMap<string, readonly GivenExport[]>> | undefined;

  constructor(sources: ExportSources) {
    this.#sources = sources;
  }

  /** The exports that the settings name, by table, opened once. Throws EXPORT_NOT_FOUND, EXPORT_CORRUPT, EXPORT_UNUSABLE. */
  given(signal: AbortSignal): Promise<ReadonlyMap<string, readonly GivenExport[]>> {
    const { stores, options, wants } = this.#sources;
    const open = (location: string) => stores.open(location);
    this.#given ??= givenExports({ locations: options.snapshotExports, open, wants }, signal);
    return this.#given;
  }

  /**
   * How the snapshot of a table begins; undefined where it is scanned. `fresh`: no change was emitted before, so that
   * a finished export may be used; `sequence` is the version that a scan would have. Throws EXPORT_NOT_FOUND,
   * EXPORT_TOO_OLD.
   */
  async beginning(
    table: string,
    { fresh, sequence, known }: { fresh: boolean; sequence: number; known: TableSnapshot | undefined },
    signal: AbortSignal,
  ): Promise<ExportBeginning | undefined> {
    const { options } = this.#sources;
    if (options.snapshotSource !== 'export') return undefined;
    const all = await this.given(signal);
    const given = all.get(table);
    if (given !== undefined && fresh) return this.#beginningOf(table, given, known);
    const { snapshotExportTo: to } = options;
    if (to !== undefined)
      return { sequence, export: beforeExports([{ location: to, arn: '', pending: true }]) };
    if (given === undefined) throw noExport(table, all.keys());
    throw exportTooOld(table, endOf(given), NOT_FRESH, ASK_FOR_ONE);
  }

  /** True for a table whose rows are those of its finished export already. */
  async isLoaded(table: string, known: TableSnapshot | undefined, signal: AbortSignal): Promise<boolean> {
    if (this.#sources.options.snapshotSource !== 'export' || known?.sequence === undefined) return false;
    const given = (await this.given(signal)).get(table);
    return given !== undefined && this.#sequenceOf(given) === known.sequence;
  }

  /** Opens an export that a snapshot of a table reads. Throws EXPORT_NOT_FOUND, EXPORT_CORRUPT, EXPORT_UNUSABLE. */
  async open(table: string, { location, arn }: ExportPart, signal: AbortSignal): Promise<TableExport> {
    const opened = await openExport(await this.#sources.stores.open(location), signal);
    const { where } = opened.store;
    if (opened.summary.table !== table)
      throw unusable(where, `it is of the table ${JSON.stringify(opened.summary.table)}`);
    if (opened.summary.arn !== arn) throw unusable(where, `it is not ${arn}, which the state names`);
    return opened;
  }

  #beginningOf(
    table: string,
    given: readonly GivenExport[],
    known: TableSnapshot | undefined,
  ): ExportBeginning {
    const sequence = this.#sequenceOf(given);
    if (sequence < (known?.sequence ?? 0)) throw exportTooOld(table, endOf(given), NEWER_ROWS, NEWER_EXPORT);
    const parts = given.map(({ where, summary }) => ({ location: where, arn: summary.arn }));
    return { sequence, export: beforeExports(parts) };
  }

  #sequenceOf(given: readonly GivenExport[]): number {
    return sequenceBefore(endOf(given), this.#sources.options.snapshotClockMarginMs);
  }
}

function endOf(given: readonly GivenExport[]): number {
  return given.at(-1)?.summary.until ?? 0;
}

const NOT_FRESH =
  'Changes of the table were read, left out or lost after that, so that a snapshot has to be newer than now.';
const ASK_FOR_ONE =
  'Set snapshot_export_to, so that the tap asks DynamoDB for a new export; or start without a state, which reads all changes since the export again.';
const NEWER_ROWS = 'The table was loaded from a newer snapshot before, whose rows would win.';
const NEWER_EXPORT = 'Name a newer export.';
