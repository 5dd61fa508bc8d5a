import { ProgramError } from '@cdc-relay/singer';
import type { TableName } from '../sql/quote.ts';
import { stateFileUnusable } from '../state/state-file.ts';
import { newHolder } from './holder.ts';
import { stateInUse, stateLeaseLost } from './lease-errors.ts';
import { type LeaseParts, Leases, type LeaseTimes, type LeaseWords } from './leases.ts';
import { LockFile } from './lock-file.ts';
import { type TableLeaseParts, TableLeases } from './table-leases.ts';

/** One place that keeps the state of a load. */
interface KeptPlace {
  readonly take: () => Promise<void>;
  readonly permit: Leases['permit'];
  readonly release: () => Promise<void>;
}

/** Where a load keeps its state. */
export interface StatePlaces {
  readonly table: { readonly name: TableName; readonly id: string } | undefined;
  readonly file: string | undefined;
}

/** The leases of the state of one load: while it has them, no other load keeps its state in the same places. */
export class StateLeases {
  readonly #places: readonly KeptPlace[];

  constructor(parts: TableLeaseParts, times: LeaseTimes, { table, file }: StatePlaces) {
    this.#places = [
      ...(table === undefined ? [] : [inTable(parts, times, table)]),
      ...(file === undefined ? [] : [inFile(parts, times, file)]),
    ];
  }

  /** Whether the load keeps its state anywhere. */
  get isNeeded(): boolean {
    return this.#places.length > 0;
  }

  /** Takes the leases, once nobody else has them. Throws STATE_IN_USE, STATE_FILE_UNUSABLE. */
  async take(): Promise<void> {
    for (const { take } of this.#places) await take();
  }

  /** To be called right before a state is kept. Throws STATE_LEASE_LOST, and why no renewal was possible. */
  async permit(): Promise<void> {
    for (const { permit } of this.#places) await permit();
  }

  /** Frees the leases, as far as that can be done at once: what is left ends by itself. */
  async release(): Promise<void> {
    for (const { release } of this.#places) await release();
  }
}

/** The lease of a row of the table of states, in the schema of that table. */
function inTable(
  parts: TableLeaseParts,
  times: LeaseTimes,
  { name, id }: NonNullable<StatePlaces['table']>,
): KeptPlace {
  const place = { schema: name.schema, group: id };
  const words = wordsOf(`the state "${id}" of the table ${name.table}`);
  const leases = new TableLeases(parts, { ...times, ...place }, words);
  return { take: () => leases.take(name), permit: leases.permit, release: () => leases.release() };
}

function inFile(parts: LeaseParts, times: LeaseTimes, file: string): KeptPlace {
  const holder = newHolder();
  const store = new LockFile(file, holder, times.durationMs);
  const leases = new Leases(parts, times, wordsOf(`the state file ${file}`), store, holder);
  const named = async (work: () => Promise<void> | undefined): Promise<void> => {
    try {
      await work();
    } catch (error) {
      throw error instanceof ProgramError ? error : stateFileUnusable(file, error);
    }
  };
  return {
    take: () => named(() => leases.take(file)),
    permit: () => named(leases.permit),
    release: () => leases.release(),
  };
}

function wordsOf(state: string): LeaseWords {
  return {
    does: () => `has kept ${state}`,
    inUse: (_, row) => stateInUse(state, row),
    lost: () => stateLeaseLost(state),
  };
}
