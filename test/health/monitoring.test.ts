import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAUSES, METRICS, type MetricName } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../support/programs/project.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { observedRelay, WAIT } from './observed.ts';

const MONITORING = join(PROJECT, 'examples/monitoring');
const alerts = readFileSync(join(MONITORING, 'alerts.yml'), 'utf8');
const dashboard = JSON.parse(readFileSync(join(MONITORING, 'grafana/dashboard.json'), 'utf8')) as {
  panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
};
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

/** Labels that Prometheus adds, and functions and words of its language. */
const OWN_LABELS = ['instance', 'job', 'le'];

/** The names of metrics and labels that a query uses. */
function namesIn(query: string): { metrics: string[]; labels: string[] } {
  const metrics = [...query.matchAll(/\bdynamodb_cdc_\w+/g)].map(([name]) => name);
  const matchers = [...query.matchAll(/[{,]\s*(\w+)\s*(?:=~|=|!=)/g)].map(([, name = '']) => name);
  const grouped = [...query.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/));
  return { metrics, labels: [...matchers, ...grouped] };
}

const queries: [string, string][] = [
  ...[...alerts.matchAll(/alert: (\w+)\n\s+expr: (.*)/g)].map(
    ([, name = '', expr = '']): [string, string] => [name, expr],
  ),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }): [string, string] => [`${title}: ${legendFormat}`, expr]),
  ),
];

test('there are queries to look at', () => {
  expect(queries.length).toBeGreaterThan(30);
});

test.each(queries)('the query of %s asks for metrics and labels that there are', (_, query) => {
  const { metrics, labels } = namesIn(query);
  const base = metrics.map((name) => name.replace(/_(?:bucket|sum|count)$/, ''));
  const entries = base.map((name) => METRICS[name as MetricName]);
  expect(base.filter((name) => !Object.hasOwn(METRICS, name))).toEqual([]);
  const known: string[] = [...OWN_LABELS, ...entries.flatMap((entry) => [...entry.labels])];
  expect(labels.filter((label) => !known.includes(label))).toEqual([]);
  // Only the samples of a histogram have the names of samples.
  for (const [at, name] of metrics.entries())
    expect(name !== base[at], name).toBe(entries[at]?.type === 'histogram');
});

test('docs/metrics.md has every metric with its type, and every cause', () => {
  const page = readFileSync(join(PROJECT, 'docs/metrics.md'), 'utf8');
  for (const [name, { type }] of Object.entries(METRICS)) expect(page).toContain(`| \`${name}\` | ${type} |`);
  for (const code of Object.keys(CAUSES)) expect(page).toContain(`| \`${code}\` |`);
});

// Debian's package `prometheus` has it.
describe.runIf(hasPromtool)('promtool accepts', () => {
  test.each(['prometheus.yml', 'prometheus.compose.yml'])('the rules, and %s', (name) => {
    execFileSync('promtool', ['check', 'config', join(MONITORING, name)], { stdio: 'pipe' });
  });

  test('/metrics under load, with hostile names', async () => {
    const tables = Array.from({ length: 20 }, (_, at) => `t"${at}\n{}<`);
    await using relay = await observedRelay(tables.map((table) => plainRecord({ table })));
    const load = setInterval(() => relay.source.put(tables.map((table) => plainRecord({ table }))), 50);
    try {
      await expect
        .poll(async () => (await relay.see('/metrics')).text, WAIT)
        .toMatch(/^dynamodb_cdc_rows_written_total\{stream="t\\"19\\n\{\}<"\} \d+$/m);
      const { text } = await relay.see('/metrics');
      execFileSync('promtool', ['check', 'metrics'], { input: text, stdio: 'pipe' });
    } finally {
      clearInterval(load);
    }
  }, 120_000);
});

test.skipIf(hasPromtool)(
  'NOT TESTED: /metrics by promtool, which is not installed (Debian: apt-get install prometheus)',
  () => undefined,
);
