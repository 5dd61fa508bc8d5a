import { type Operation, versionOf } from './batch.ts';
import type { Guard, Judged } from './version-guard.ts';
import { VersionMemory } from './version-memory.ts';

/** Keys remembered per table: some ten megabytes. */
const REMEMBERED_KEYS = 100_000;

/**
 * For a table with any number of writers: drops what is older than what this process has written itself, which stays true
 * whatever others write. Everything else is decided by the statement that writes it, row by row.
 */
export class OwnVersions implements Guard {
  readonly #memory = new VersionMemory(REMEMBERED_KEYS, Number.NEGATIVE_INFINITY);

  async judge(operations: readonly Operation[]): Promise<Judged> {
    const isStale = (operation: Operation): boolean => {
      const version = versionOf(operation);
      return version !== undefined && this.#memory.judge(operation.key.id, version) === 'stale';
    };
    const stale = operations.filter(isStale);
    if (stale.length === 0) return { fresh: operations, stale };
    const dropped = new Set(stale);
    return { fresh: operations.filter((operation) => !dropped.has(operation)), stale };
  }

  /** Nothing is to be done: deletions are rows of the table. */
  async rememberDeletions(): Promise<void> {}

  remember(operations: readonly Operation[]): void {
    for (const operation of operations) {
      const version = versionOf(operation);
      if (version !== undefined) this.#memory.remember(operation.key.id, version);
    }
  }
}
