import type { Holder } from './holder.ts';

/** A lease as it is stored. */
export interface LeaseRow {
  readonly holder: Holder;
  readonly since: string;
  readonly durationMs: number;
  /** Another one whenever the lease was renewed. */
  readonly version: string;
}

/** Where the leases of one holder are stored, by the names of what they are for. */
export interface LeaseStore<Row extends LeaseRow = LeaseRow> {
  /** Takes a lease that nobody has; false when somebody has it. */
  insert(name: string): Promise<boolean>;
  /** The lease of that name; undefined when nobody has it. */
  read(name: string): Promise<Row | undefined>;
  /** Takes a lease from its holder; false when something has changed it since it was read. */
  replace(name: string, row: Row): Promise<boolean>;
  /** Renews all leases of this holder; returns their names, without those that it has lost. */
  renew(): Promise<ReadonlySet<string>>;
  /** Frees all leases of this holder. */
  free(): Promise<void>;
}
