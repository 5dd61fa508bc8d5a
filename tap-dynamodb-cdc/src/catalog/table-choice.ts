import type { Logger } from '@cdc-relay/singer';
import { type Declaration, NOTHING_DECLARED } from '../stream-schema/declaration.ts';
import type { Selection } from './selection.ts';
import type { TableFilter } from './table-filter.ts';

/** What decides about tables. */
export interface TableChoiceOptions {
  readonly isWanted: TableFilter;
  readonly nameOf: (table: string) => string;
  /** The catalog, if there is one. */
  readonly selection: Selection | undefined;
  /** The schema files, by table. */
  readonly files: ReadonlyMap<string, Declaration>;
}

/** Which tables are emitted, under which name, and what was declared about them. */
export class TableChoice {
  readonly #options: TableChoiceOptions;
  readonly #log: Logger;
  readonly #wanted = new Map<string, boolean>();

  constructor(options: TableChoiceOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
  }

  /** The name of the table's Singer stream. */
  nameOf(table: string): string {
    return this.#options.nameOf(table);
  }

  /** What the catalog and the table's schema file say. */
  declarationOf(table: string): Declaration {
    const { selection, files } = this.#options;
    const inCatalog = selection?.get(this.nameOf(table))?.declaration;
    const inFile = files.get(table);
    if (inCatalog === undefined || inFile === undefined) return inCatalog ?? inFile ?? NOTHING_DECLARED;
    return {
      ...inCatalog,
      pinned: inFile.pinned,
      keyProperties: inFile.keyProperties ?? inCatalog.keyProperties,
    };
  }

  /** Tables that have schema files and are wanted. */
  get declaredTables(): string[] {
    return [...this.#options.files.keys()].filter((table) => this.wants(table));
  }

  /**
   * True when the patterns include the table and the catalog does not deselect it. A table that the catalog lacks
   * is emitted, as it may be newer than the catalog: leaving it out would lose its changes.
   */
  wants(table: string): boolean {
    const known = this.#wanted.get(table);
    if (known !== undefined) return known;
    const wanted = this.#decide(table);
    this.#wanted.set(table, wanted);
    return wanted;
  }

  #decide(table: string): boolean {
    const { isWanted, selection } = this.#options;
    const stream = this.nameOf(table);
    if (!isWanted(table)) return false;
    const inCatalog = selection?.get(stream);
    if (selection !== undefined && inCatalog === undefined)
      this.#log.warning(
        'this table is not in the catalog, but it is emitted; to exclude it, use the setting "tables"',
        {
          stream,
        },
      );
    return inCatalog?.selected ?? true;
  }
}
