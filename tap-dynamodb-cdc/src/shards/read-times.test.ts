import { describe, expect, test } from 'vitest';
import { losesRecords, QUIET_STEP_MS, timesAfter } from './read-times.ts';

const NOON = 1_800_000_000_000;

describe('timesAfter', () => {
  test.each([
    ['a page with records', {}, { arrived: NOON, until: undefined }, { arrived: NOON, until: undefined }],
    ['a first empty page', {}, { arrived: undefined, until: NOON }, { arrived: undefined, until: NOON }],
    [
      'an empty page a little later',
      { arrived: NOON },
      { arrived: undefined, until: NOON + QUIET_STEP_MS - 1 },
      { arrived: NOON, until: undefined },
    ],
    [
      'an empty page much later',
      { arrived: NOON },
      { arrived: undefined, until: NOON + QUIET_STEP_MS },
      { arrived: NOON, until: NOON + QUIET_STEP_MS },
    ],
  ])('%s', (_, times, page, expected) => {
    expect(timesAfter(times, page)).toEqual(expected);
  });
});

describe('losesRecords, when the record of the bookmark is gone', () => {
  test.each([
    ['nothing is known', {}, true],
    ['it should still be there', { arrived: NOON + 1 }, true],
    ['it is past retention, and nothing later was read', { arrived: NOON - 2 }, true],
    ['reading ended past retention too', { arrived: NOON - 2, until: NOON - 1 }, true],
    ['reading ended within retention', { arrived: NOON - 2, until: NOON }, false],
    ['there never was one, and reading ended within retention', { until: NOON }, false],
  ])('%s: %s', (_, times, expected) => {
    expect(losesRecords(times, NOON)).toBe(expected);
  });
});
