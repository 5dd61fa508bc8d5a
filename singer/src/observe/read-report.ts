import { METRICS } from './catalogue.ts';
import type { Cause, Distribution, Notice, Point, Report } from './report.ts';

/** Longer text is cut: it may quote data. */
const MAX_TEXT = 500;
const MAX_CAUSES = 20;

/** Reads what a program says of itself over its channel; undefined for what is no report. */
export function readReport(value: unknown): Report | undefined {
  const { points, causes } = objectOf(value);
  if (!Array.isArray(points) || !Array.isArray(causes)) return undefined;
  return {
    points: points.filter(isPoint),
    causes: causes.slice(0, MAX_CAUSES).map(readCause),
  };
}

/** Reads a warning or an error that a program has logged; undefined for what is none. */
export function readNotice(value: unknown): Notice | undefined {
  const { level, text, more } = objectOf(value);
  if (level !== 'warning' && level !== 'error') return undefined;
  const lines = Array.isArray(more) ? more.slice(0, MAX_CAUSES).map(textOf) : [];
  return { level, text: textOf(text), more: lines };
}

function isPoint(value: unknown): value is Point {
  const { name, labels, value: amount } = objectOf(value);
  if (typeof name !== 'string' || !Object.hasOwn(METRICS, name)) return false;
  const entry = METRICS[name as Point['name']];
  if (!Array.isArray(labels) || labels.length !== entry.labels.length) return false;
  if (!labels.every((label) => typeof label === 'string')) return false;
  return entry.type === 'histogram'
    ? isDistribution(amount, entry.buckets.length + 1)
    : Number.isFinite(amount);
}

function isDistribution(value: unknown, buckets: number): value is Distribution {
  const { counts, sum } = objectOf(value);
  return (
    Array.isArray(counts) &&
    counts.length === buckets &&
    counts.every(Number.isFinite) &&
    Number.isFinite(sum)
  );
}

function readCause(value: unknown): Cause {
  const { code, text, remedy } = objectOf(value);
  return { code: textOf(code), text: textOf(text), remedy: textOf(remedy) };
}

function textOf(value: unknown): string {
  const text = String(value ?? '');
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
