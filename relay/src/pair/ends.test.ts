import { expect, test } from 'vitest';
import type { RelaySettings } from '../settings/settings.generated.ts';
import { endsOf, stateIdOf } from './ends.ts';

const settings = (given: object): RelaySettings => given as RelaySettings;
const SOURCE = 'kinesis+dynamodb+cdc://KEY:SECRET@aws/cdc-stream?region=eu-central-1';

test('all that is missing is reported at once', () => {
  expect(() => endsOf(settings({}))).toThrow(/"source" is required[\s\S]*"target" is required/);
});

test('swapped URLs are recognized', () => {
  const crate = 'crate://u:p@h:4200/testdrive';
  expect(() => endsOf(settings({ source: crate, target: SOURCE }))).toThrow(/source comes first.*swap them/);
  expect(() => endsOf(settings({ source: 'postgresql://h/doc' }))).toThrow(
    /source comes first, then the target$/,
  );
  expect(endsOf(settings({ source: SOURCE, target: crate }))).toEqual({ source: SOURCE, target: crate });
});

test.each([
  [SOURCE, 'crate://u:p@h:4200/testdrive/demo?ssl=true', 'aws/cdc-stream in eu-central-1 to testdrive/demo'],
  [SOURCE, 'crate://u:p@a:1,b:2/testdrive/', 'aws/cdc-stream in eu-central-1 to testdrive'],
  ['kinesis+dynamodb+cdc://K:S@localhost:4566/s', 'crate://h', 'localhost:4566/s to '],
  ['file+dynamodb+cdc:///data/dump.ndjson', 'crate://h/doc', '/data/dump.ndjson to doc'],
])('the state of %s and %s has a name without credentials', (source, target, id) => {
  expect(stateIdOf({ source, target })).toBe(id);
});
