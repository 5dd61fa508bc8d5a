import type { MetricName } from './catalogue.ts';
import { CAUSES, type CauseCode } from './causes.ts';

/** A histogram as of now: how many values each bucket has, the last one being that of all larger values. */
export interface Distribution {
  readonly counts: readonly number[];
  readonly sum: number;
}

/** The value of one series. Counters and histograms count since the program started. */
export interface Point {
  readonly name: MetricName;
  /** Of the metric's labels, in their order. */
  readonly labels: readonly string[];
  readonly value: number | Distribution;
}

/** One reason for not being ready. */
export interface Cause {
  /** Of docs/metrics.md, or of docs/errors.md. */
  readonly code: string;
  readonly text: string;
  readonly remedy: string;
}

/** What a program reports of itself, once a second. */
export interface Report {
  readonly points: readonly Point[];
  readonly causes: readonly Cause[];
}

/** A warning or an error that a program has logged. */
export interface Notice {
  readonly level: 'warning' | 'error';
  /** Its message; for an error with its code in front. */
  readonly text: string;
  readonly more: readonly string[];
}

/** A cause of the catalogue; `text` says what is so. */
export function causeOf(code: CauseCode, text: string): Cause {
  return { code, text, remedy: CAUSES[code].remedy };
}

/** A point of a metric. */
export function point(name: MetricName, value: Point['value'], ...labels: string[]): Point {
  return { name, labels, value };
}
