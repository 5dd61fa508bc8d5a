import { ProgramError } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { CallWatch } from './call-watch.ts';

const THROTTLED = new ProgramError('KINESIS_THROTTLED', 'GetRecords failed.', { remedy: 'Wait.' });

function codesAt(watch: CallWatch, now: number): string[] {
  return watch.causes(now).map(({ code }) => code);
}

test('what fails for a while is named, until it succeeds or is given up', () => {
  const watch = new CallWatch();
  const [one, two] = [{}, {}];
  watch.failed(one, THROTTLED, 0);
  expect(codesAt(watch, 1900)).toEqual([]);
  watch.failed(one, THROTTLED, 1950);
  watch.failed(two, THROTTLED, 1950);
  expect(watch.causes(2000)).toEqual([
    { code: 'KINESIS_THROTTLED', text: 'GetRecords failed.', remedy: 'Wait.' },
  ]);
  watch.succeeded(one);
  expect(codesAt(watch, 3000)).toEqual([]);
  expect(codesAt(watch, 4000)).toEqual(['KINESIS_THROTTLED']);
  watch.givenUp(two);
  expect(codesAt(watch, 5000)).toEqual([]);
});

test('more refusals than answers are throttling, also when every call succeeds in the end', () => {
  const watch = new CallWatch();
  const who = {};
  const second = (now: number, refused: number): string[] => {
    for (let call = 0; call < refused; call += 1) watch.failed(who, THROTTLED, now);
    watch.succeeded(who);
    return codesAt(watch, now);
  };
  for (let now = 10_000; now < 20_000; now += 1000) expect(second(now, 1)).toEqual([]);
  for (let now = 20_000; now < 26_000; now += 1000) second(now, 4);
  expect(second(26_000, 4)).toEqual(['THROTTLED']);
  for (let now = 27_000; now < 40_000; now += 1000) second(now, 0);
  expect(second(40_000, 0)).toEqual([]);
  expect(watch.points()).toContainEqual({ name: 'dynamodb_cdc_throttles_total', labels: [], value: 38 });
});
