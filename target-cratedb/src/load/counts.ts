import type { Written } from '../crate/table-writer.ts';

/** What became of the records: `received` is the sum of the others once everything is written. */
export class Counts {
  received = 0;
  upserted = 0;
  deleted = 0;
  /** Replaced by a newer record of the same key before they were written. */
  superseded = 0;
  /** Dropped, as something newer is known of their key. */
  stale = 0;

  add({ upserted, deleted, stale }: Written): void {
    this.upserted += upserted;
    this.deleted += deleted;
    this.stale += stale;
  }

  drop(how: 'superseded' | 'stale'): void {
    this[how] += 1;
  }
}
