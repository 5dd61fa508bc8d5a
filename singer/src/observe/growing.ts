import { METRICS } from './catalogue.ts';
import { grouped } from './grouped.ts';
import type { Distribution, Point } from './report.ts';
import { asOne, bounded, MAX_SERIES, OTHER, type Shown } from './series.ts';

/**
 * What counters and histograms have grown by, over all restarts of the programs that report them; the series of a metric
 * are bounded. A report says what a program has counted since it started.
 */
export class Growing {
  /** What each program reported last, by series. */
  readonly #reported = new Map<string, Map<string, number | Distribution>>();
  /** What is shown, by metric and series. */
  readonly #shown = new Map<Point['name'], Map<string, Shown>>();

  /** The program counts from zero again, if it comes again. */
  starts(program: string): void {
    this.#reported.delete(program);
  }

  add(program: string, points: readonly Point[]): void {
    const before = this.#reported.get(program);
    const now = new Map<string, number | Distribution>();
    for (const { name, labels, value } of points) {
      if (METRICS[name].type === 'gauge') continue;
      const key = `${name} ${JSON.stringify(labels)}`;
      now.set(key, value);
      this.#grow(name, labels, grown(value, before?.get(key)));
    }
    this.#reported.set(program, now);
  }

  /** All series of all metrics. */
  points(): Point[] {
    return [...this.#shown].flatMap(([name, series]) =>
      [...series.values()].map((shown) => ({ name, ...shown })),
    );
  }

  #grow(name: Point['name'], labels: readonly string[], by: number | Distribution): void {
    const series = this.#shown.get(name) ?? new Map<string, Shown>();
    this.#shown.set(name, series);
    const key = JSON.stringify(labels);
    const isOwn = series.has(key) || series.size < MAX_SERIES;
    const own = isOwn ? labels : labels.map(() => OTHER);
    const ownKey = isOwn ? key : JSON.stringify(own);
    series.set(ownKey, { labels: own, value: sum(series.get(ownKey)?.value, by) });
  }
}

/** The gauges of all programs, as of their last reports; the series of a metric are bounded. */
export class Current {
  readonly #byProgram = new Map<string, readonly Point[]>();

  set(program: string, points: readonly Point[]): void {
    this.#byProgram.set(
      program,
      points.filter(({ name }) => METRICS[name].type === 'gauge'),
    );
  }

  /** What a program said is no longer so. */
  forget(program: string): void {
    this.#byProgram.delete(program);
  }

  points(): Point[] {
    return boundedPoints(joined([...this.#byProgram.values()].flat()));
  }
}

/** Series that several programs report are one: Prometheus accepts none twice. */
function joined(points: readonly Point[]): Point[] {
  const bySeries = grouped(points, ({ name, labels }) => JSON.stringify([name, labels]));
  return [...bySeries.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length === 1) return same;
    return [{ ...first, value: asOne(same, METRICS[first.name]) }];
  });
}

/** Points of gauges, of which each metric has a bounded number of series. */
export function boundedPoints(points: readonly Point[]): Point[] {
  const byName = grouped(points, ({ name }) => name);
  return [...byName].flatMap(([name, series]) =>
    bounded(series, METRICS[name]).map((shown) => ({ name, ...shown })),
  );
}

/** A program that counts less than before has started again. */
function grown(now: number | Distribution, before: number | Distribution = 0): number | Distribution {
  if (typeof now === 'number') return typeof before === 'number' && before <= now ? now - before : now;
  if (typeof before === 'number') return now;
  return {
    counts: now.counts.map((count, at) => count - (before.counts[at] ?? 0)),
    sum: now.sum - before.sum,
  };
}

function sum(a: number | Distribution = 0, b: number | Distribution): number | Distribution {
  if (typeof b === 'number') return typeof a === 'number' ? a + b : b;
  if (typeof a === 'number') return b;
  return { counts: b.counts.map((count, at) => count + (a.counts[at] ?? 0)), sum: a.sum + b.sum };
}
