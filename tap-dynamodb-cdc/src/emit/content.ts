import type { JsonObject, Logger } from '@cdc-relay/singer';
import type { DescribeKeys } from '../aws/describe-keys.ts';
import { warnOfBreadcrumbs, warnOfUnmet } from '../catalog/breadcrumbs.ts';
import { readSchemaFiles } from '../catalog/schema-files.ts';
import { readCatalog } from '../catalog/selection.ts';
import { streamNames } from '../catalog/stream-name.ts';
import { TableChoice } from '../catalog/table-choice.ts';
import { tableFilter } from '../catalog/table-filter.ts';
import { RecordFormat } from '../record/format.ts';
import type { TapSettings } from '../settings/settings.generated.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import type { TableMemory } from '../tables/table-memory.ts';
import { Tables } from '../tables/tables.ts';
import { BadRecords } from './bad-records.ts';
import { Distribution } from './distribution.ts';
import { Duplicates } from './duplicates.ts';
import { type EmitterLimits, type EmitterParts, PageEmitter } from './page-emitter.ts';
import type { Preparation } from './prepare.ts';
import type { Totals } from './progress.ts';
import { type SecondMemory, SecondVersions } from './second-versions.ts';
import { type TieMemory, Ties } from './ties.ts';

/** What the content of a run comes from and goes to. */
export interface ContentSources {
  readonly log: Logger;
  readonly settings: TapSettings;
  /** The name of the Kinesis stream. */
  readonly kinesisStream: string;
  readonly catalog: JsonObject | undefined;
  readonly describeKeys: DescribeKeys;
  /** What the state remembers. */
  readonly memory: {
    readonly tables: ReadonlyMap<string, TableMemory>;
    readonly ties: TieMemory;
    readonly seconds: SecondMemory;
  };
  readonly snapshots: SnapshotSet;
}

type RunParts = Omit<EmitterParts, 'versions' | 'duplicates' | 'preparation' | 'bad'>;

/** Everything between the data of Kinesis' records and Singer messages, as the settings say. */
export class Content implements Disposable {
  readonly tables: Tables;
  readonly choice: TableChoice;
  readonly snapshots: SnapshotSet;
  readonly preparation: Preparation;
  readonly bad: BadRecords;
  readonly ties: Ties;
  readonly versions: SecondVersions;
  readonly distribution: Distribution;
  readonly #duplicates: Duplicates;
  readonly #log: Logger;

  /** Throws CONFIG_INVALID, CATALOG_INVALID, SCHEMAS_UNREADABLE and DEAD_LETTER_FAILED. */
  constructor({ log, settings, kinesisStream, catalog, describeKeys, memory, snapshots }: ContentSources) {
    this.#log = log;
    this.snapshots = snapshots;
    this.ties = new Ties(memory.ties);
    this.versions = new SecondVersions(memory.seconds);
    this.distribution = new Distribution(settings.accept_auto_distribution, log);
    this.#duplicates = new Duplicates(settings.duplicate_window, this.ties);
    const options = {
      isWanted: tableFilter(settings.tables ?? []),
      nameOf: streamNames(settings.stream_name_template, kinesisStream),
      selection: catalog === undefined ? undefined : readCatalog(catalog),
      files: settings.schemas === undefined ? new Map() : readSchemaFiles(settings.schemas),
    };
    this.choice = new TableChoice(options, log);
    const format = new RecordFormat(settings);
    this.tables = new Tables(memory.tables, { choice: this.choice, format, describeKeys, log });
    if (options.selection !== undefined) warnOfBreadcrumbs(options.selection, !format.isFixed, log);
    this.bad = new BadRecords(settings, log);
    const { binary_encoding: encoding, old_image: oldImage } = settings;
    const binaryEncoding = encoding === 'auto' ? undefined : encoding;
    this.preparation = {
      tables: this.tables,
      snapshots,
      decode: { binaryEncoding, oldImage },
      distribution: this.distribution,
      maxSecondsAhead: settings.max_seconds_ahead,
      keepsBad: this.bad.areKept,
    };
  }

  /** What emits pages and moves the bookmarks of the shards behind them. */
  emitter(parts: RunParts, limits: EmitterLimits): PageEmitter {
    const { preparation, bad, versions } = this;
    return new PageEmitter({ ...parts, versions, duplicates: this.#duplicates, preparation, bad }, limits);
  }

  /** What was emitted and what was not, in this run. */
  totals(): Totals {
    return {
      emitted: this.tables.streams.values(),
      counters: {
        deselected_count: this.tables.deselected,
        snapshot_superseded_count: this.snapshots.superseded,
        duplicate_count: this.#duplicates.left,
        overtaken_count: this.versions.overtaken,
        dead_letter_count: this.bad.count,
      },
    };
  }

  /** Also tells which breadcrumbs of the catalog no record of this run has matched. */
  [Symbol.dispose](): void {
    this.bad[Symbol.dispose]();
    for (const { name, emitted, selection } of this.tables.streams.values())
      if (emitted > 0) warnOfUnmet(name, selection.unmet, this.#log);
  }
}
