import { expect, test } from 'vitest';
import { hasStrayCredentials, passwordsIn } from './url.ts';

test.each<[string, boolean, string[]]>([
  ['crate://user:word@host:4200/schema/table', false, ['word', 'word']],
  ['crate://host/schema', false, []],
  ['crate://user:a%2Fb@host/schema', false, ['a%2Fb', 'a%2Fb']],
  ['crate://user:12/word@host/schema', true, ['12/word']],
  ['kinesis+dynamodb+cdc://KEY:/word@aws/stream', true, ['/word']],
  ['crate://user:12?word@host/schema', true, ['12?word', '12?word']],
  ['crate://user:one@two@host/schema', false, ['one', 'one@two']],
  ['no url', false, []],
])('%s', (url, isStray, passwords) => {
  expect(hasStrayCredentials(url)).toBe(isStray);
  expect(passwordsIn(url)).toEqual(passwords);
});
