import {
  Counter,
  Gauge,
  Histogram,
  type MetricConfiguration,
  type OpenMetricsContentType,
  type PrometheusContentType,
  Registry,
} from 'prom-client';
import { METRICS, type MetricEntry } from './catalogue.ts';
import { grouped } from './grouped.ts';
import type { Distribution, Point } from './report.ts';

/** The two forms that Prometheus reads. */
export type TextForm = PrometheusContentType | OpenMetricsContentType;

export const PLAIN: TextForm = Registry.PROMETHEUS_CONTENT_TYPE;
export const OPEN_METRICS: TextForm = Registry.OPENMETRICS_CONTENT_TYPE;

/** The text of all series, as Prometheus reads it. */
export async function render(points: readonly Point[], form: TextForm): Promise<string> {
  const registry = new Registry<TextForm>();
  registry.setContentType(form);
  for (const [name, series] of grouped(points, (one) => one.name)) add(registry, name, series);
  return await registry.metrics();
}

function add(registry: Registry<TextForm>, name: Point['name'], series: readonly Point[]): void {
  const { type, labels, help }: MetricEntry = METRICS[name];
  const config = { name, help, labelNames: labels, registers: [] };
  if (type === 'histogram') registry.registerMetric(histogramOf(config, series));
  else if (type === 'counter') {
    const counter = new Counter(config);
    for (const one of series) counter.inc(labelled(labels, one.labels), Number(one.value));
    registry.registerMetric(counter);
  } else {
    const gauge = new Gauge(config);
    for (const one of series) gauge.set(labelled(labels, one.labels), Number(one.value));
    registry.registerMetric(gauge);
  }
}

function labelled(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
}

/** The client counts single values; these are counted already. */
function histogramOf(config: MetricConfiguration<string>, series: readonly Point[]): Histogram {
  const { name } = config;
  const buckets = METRICS[name as 'dynamodb_cdc_batch_rows'].buckets;
  const values = series.flatMap(({ value }) => samplesOf(name, buckets, value as Distribution));
  const histogram = new Histogram({ ...config, buckets: [...buckets] });
  const get = async () => ({ name, help: config.help, type: 'histogram', values, aggregator: 'sum' });
  return Object.assign(histogram, { get, getForPromString: get });
}

function samplesOf(name: string, buckets: readonly number[], { counts, sum }: Distribution) {
  let count = 0;
  const cumulative = counts.map((one, at) => {
    count += one;
    return { metricName: `${name}_bucket`, labels: { le: buckets[at] ?? '+Inf' }, value: count };
  });
  return [
    ...cumulative,
    { metricName: `${name}_sum`, labels: {}, value: sum },
    { metricName: `${name}_count`, labels: {}, value: count },
  ];
}
