import type { JsonObject } from '../json/value.ts';
import type { Logger } from './logger.ts';

/** A point of Singer's metrics: what `METRIC:` lines on stderr carry. */
export interface Metric {
  readonly type: 'counter' | 'timer' | 'gauge';
  readonly metric: string;
  readonly value: number;
  readonly tags: JsonObject;
}

/** Logs a metric in the form that Singer's tools look for: `METRIC: {"type":"counter",…}`. */
export function logMetric(log: Logger, metric: Metric): void {
  log.info(`METRIC: ${JSON.stringify(metric)}`);
}
