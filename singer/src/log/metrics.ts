import type { JsonObject } from '../json/value.ts';

/** A point of Singer's metrics: what `METRIC:` lines on stderr carry. */
export interface Metric {
  readonly type: 'counter' | 'timer' | 'gauge';
  readonly metric: string;
  readonly value: number;
  readonly tags: JsonObject;
}
