import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkSdkFiles } from './sdk-files.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

test
  .runIf(process.platform === 'linux')
  .each([
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  ])('%s does not lead to a device', (name) => {
  expect(() => checkSdkFiles({ [name]: '/dev/zero' }, home)).toThrow(`${name}: /dev/zero is a device`);
});

test('a huge file is refused by its size, also in its usual place', () => {
  mkdirSync(join(home, '.aws'));
  const path = join(home, '.aws', 'credentials');
  writeFileSync(path, '');
  truncateSync(path, 2 ** 33);
  expect(() => checkSdkFiles({}, home)).toThrow('AWS_SHARED_CREDENTIALS_FILE');
});

test('files that are not there, or are as they should be, are no matter', () => {
  const path = join(home, 'config');
  writeFileSync(path, '[default]\nregion = eu-central-1\n');
  expect(() => checkSdkFiles({ AWS_CONFIG_FILE: path, AWS_WEB_IDENTITY_TOKEN_FILE: '' }, home)).not.toThrow();
});
