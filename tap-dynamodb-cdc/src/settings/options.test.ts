import { loadSettings } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { optionsOf } from './options.ts';
import { settingsSchema, type TapSettings } from './settings.generated.ts';

function optionsWith(overrides: Partial<TapSettings>) {
  return optionsOf(
    loadSettings<TapSettings>('', settingsSchema, {
      files: [],
      environment: {},
      overrides: { ...overrides },
    }),
  );
}

test('times are in milliseconds', () => {
  const options = optionsWith({
    idle_sleep: 0.5,
    max_duration_seconds: 2,
    state_interval_seconds: 3,
    metrics_interval_seconds: 4,
    snapshot_clock_margin: 5,
    retry_limit_seconds: 6,
    request_timeout_seconds: 7,
    max_seconds_ahead: 8,
  });
  expect(options).toMatchObject({
    idleMs: 500,
    maxDurationMs: 2_000,
    stateIntervalMs: 3_000,
    metricsIntervalMs: 4_000,
    snapshotClockMarginMs: 5_000,
    maxAheadMs: 8_000,
    aws: { retryLimitMs: 6_000, requestTimeoutMs: 7_000 },
  });
});

test('what is not set has no limit', () => {
  expect(optionsWith({})).toMatchObject({
    maxRecords: undefined,
    maxDurationMs: undefined,
    snapshotReadUnits: Number.POSITIVE_INFINITY,
    tables: [],
    binaryEncoding: undefined,
  });
});
