import type { Metric } from '@cdc-relay/singer';

/** What a program said over its channel. */
export interface ProgramMessage {
  readonly metric: Metric | undefined;
  /** The code of the error that ends the program. */
  readonly fault: string | undefined;
  /** Numbers that `--check` has found, by their names. */
  readonly checked: Readonly<Record<string, number>>;
}

/** Reads a message of a program's channel; what is none says nothing. */
export function readMessage(message: unknown): ProgramMessage {
  const { fault, metric, checked } = objectOf<{ fault?: unknown; metric?: unknown; checked?: unknown }>(
    message,
  );
  return {
    fault: typeof fault === 'string' && /^[A-Z][A-Z_]{3,}$/.test(fault) ? fault : undefined,
    metric: isMetric(metric) ? metric : undefined,
    checked: Object.fromEntries(
      Object.entries(objectOf<Record<string, number>>(checked)).filter(([, value]) => Number.isFinite(value)),
    ),
  };
}

function isMetric(value: unknown): value is Metric {
  const { metric, value: amount, tags } = objectOf<Partial<Metric>>(value);
  return typeof metric === 'string' && Number.isFinite(amount) && typeof tags === 'object' && tags !== null;
}

function objectOf<Shape>(value: unknown): Shape {
  return (typeof value === 'object' && value !== null ? value : {}) as Shape;
}
