import type { Scope } from './measure/scope.ts';
import type { Usage } from './measure/usage.ts';

/** What cases have in common while they run. */
export interface Session {
  /** URL of the CrateDB in use. */
  readonly crateUrl: string;
  /** Records that a case is about, unless it says otherwise. */
  readonly records: number;
  /** For prepared files; removed at the end. */
  readonly folder: string;
  /** Aborts when the benchmark is asked to end. */
  readonly signal: AbortSignal;
}

/** What one run took; usage by program. */
export interface Run {
  readonly seconds: number;
  readonly usage: Readonly<Record<string, Usage>>;
}

/**
 * One of the commands that a case compares. `limit` is what the measured one is judged by (of several the slowest
 * counts), `reference` is only shown next to it.
 */
export interface Side {
  readonly name: string;
  readonly role: 'measured' | 'limit' | 'reference';
  /** Records that a run handles. */
  readonly records: number;
  /** True for what takes minutes: it runs in the first counted round only, which all rounds of the others are compared with. */
  readonly once?: boolean;
  /** Before each run, not counted. */
  readonly prepare?: () => Promise<void>;
  readonly run: () => Promise<Run>;
  /** After each run, not counted. Throws when the run did not do all of its work. */
  readonly check?: () => Promise<void>;
}

/** What has to be reached. */
export type Bar =
  /** The rate of the measured side as a part of its limit's, in the same round. */
  | { readonly kind: 'ratio'; readonly least: number }
  /** Seconds of one side. */
  | { readonly kind: 'seconds'; readonly side: string; readonly most: number }
  /** Peak resident megabytes of one program on one side. */
  | { readonly kind: 'memory'; readonly side: string; readonly program: string; readonly most: number }
  /**
   * Processor time for each record that one side handles more than another one (so that the start of the programs does
   * not count), as a multiple of what the limit spends on a record, in the same round.
   */
  | {
      readonly kind: 'processor';
      readonly side: string;
      readonly beyond: string;
      readonly limit: string;
      readonly most: number;
    };

/** How the figures of a case are best shown. */
export type Figure = 'records/s' | 'ms' | 'µs/record';

/** A case that is ready to run. */
export interface OpenCase {
  readonly sides: readonly Side[];
  readonly bars: readonly Bar[];
}

/** A case of the benchmark; `name` is what the command line calls it. */
export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly figure: Figure;
  /** What it opens stays open as long as the scope. */
  readonly open: (session: Session, scope: Scope) => Promise<OpenCase>;
}
