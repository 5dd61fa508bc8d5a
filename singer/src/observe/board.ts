import { boundedPoints, Current, Growing } from './growing.ts';
import { History, type Moment } from './history.ts';
import { Notices } from './notices.ts';
import { type Cause, causeOf, type Notice, type Point, point, type Report } from './report.ts';

/** What flows from where to where, without credentials; a program that has one end says only that. */
export interface Route {
  readonly from?: string;
  readonly to?: string;
}

/** What a board says of itself. */
export interface About extends Route {
  readonly name: string;
  readonly version: string;
}

/** Whether something is so, and why not. */
export interface Verdict {
  readonly ok: boolean;
  readonly causes: readonly Cause[];
}

/** Counters of records that the target has dealt with. */
const OUT = ['rows_written', 'rows_deleted', 'records_superseded', 'records_stale', 'records_dead'].map(
  (name) => `dynamodb_cdc_${name}_total`,
);

/**
 * All that is shown of programs: what they report is added up, over their restarts. Times are in milliseconds since the
 * epoch.
 */
export class Board {
  readonly about: About;
  readonly startedAt: number;
  readonly #growing = new Growing();
  readonly #current = new Current();
  readonly #causes = new Map<string, readonly Cause[]>();
  readonly #history = new History();
  readonly #notices = new Notices();

  constructor(about: About, now: number) {
    this.about = about;
    this.startedAt = now;
  }

  /** A program starts: it counts from zero, and what it said of its state is no longer so. */
  starts(program: string): void {
    this.#growing.starts(program);
    this.#current.set(program, []);
    this.#causes.set(program, [causeOf('STARTING', `${program} has not reported yet`)]);
  }

  /** A program is gone, and nobody waits for it: what it has counted stays. */
  ends(program: string): void {
    this.#growing.starts(program);
    this.#current.forget(program);
    this.#causes.delete(program);
  }

  /** What a program says of itself now, instead of what it said before. */
  report(program: string, { points, causes }: Report, now: number): void {
    this.#growing.add(program, points);
    this.#current.set(program, points);
    this.#causes.set(program, causes);
    this.#history.note(now, () => this.#moment(now));
  }

  /** A warning or an error that a program has logged. */
  notice(program: string, notice: Notice, now: number): void {
    this.#notices.add({ ...notice, program, at: now });
  }

  /** Whether all programs are ready. */
  get ready(): Verdict {
    const causes = [...this.#causes.values()].flat();
    return { ok: causes.length === 0, causes };
  }

  /** The series of all metrics. */
  points(): Point[] {
    const { ok, causes } = this.ready;
    const codes = [...new Set(causes.map(({ code }) => code))];
    const current = this.#current.points();
    return [
      point('dynamodb_cdc_ready', ok ? 1 : 0),
      ...boundedPoints(codes.map((code) => point('dynamodb_cdc_not_ready', 1, code))),
      ...current,
      ...durableLags(current),
      ...this.#growing.points(),
    ];
  }

  get history(): readonly Moment[] {
    return this.#history.moments;
  }

  get notices(): Notices['latest'] {
    return this.#notices.latest;
  }

  #moment(at: number): Moment {
    const points = this.points();
    const total = (names: readonly string[]): number =>
      values(points, names).reduce((sum, value) => sum + value, 0);
    const largest = (name: string): number => Math.max(0, ...values(points, [name]));
    const read = total(['dynamodb_cdc_records_emitted_total']);
    return {
      at,
      in: read > 0 ? read : total(['dynamodb_cdc_records_received_total']),
      out: total(OUT),
      lagSeconds: largest('dynamodb_cdc_shard_read_lag_seconds'),
      undurableSeconds: largest('dynamodb_cdc_undurable_age_seconds'),
    };
  }
}

/** Where both are known: what the tap has not read of a shard, and what the target has not made durable. */
function durableLags(current: readonly Point[]): Point[] {
  const [undurable] = values(current, ['dynamodb_cdc_undurable_age_seconds']);
  if (undurable === undefined) return [];
  return current
    .filter(({ name }) => name === 'dynamodb_cdc_shard_read_lag_seconds')
    .map(({ labels, value }) =>
      point('dynamodb_cdc_shard_durable_lag_seconds', Number(value) + undurable, ...labels),
    );
}

function values(points: readonly Point[], names: readonly string[]): number[] {
  return points.flatMap(({ name, value }) =>
    names.includes(name) && typeof value === 'number' ? [value] : [],
  );
}
