import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { COMMON_ERRORS } from '../errors/error-catalogue.ts';
import { ProgramError } from '../errors/errors.ts';
import { logConfig } from '../log/config.ts';
import { Logger } from '../log/logger.ts';
import type { Environment } from '../settings/environment.ts';
import { reportFault } from './report-fault.ts';

/** The log of a program that ends with `error`. */
function reported(error: unknown, environment: Environment = {}): string {
  const stream = new PassThrough();
  const log = new Logger('tap-x', logConfig('tap-x', environment), stream);
  expect(reportFault(error, 'tap-x', COMMON_ERRORS, log)).toBe(1);
  return String(stream.read());
}

test.each([{ LOGLEVEL: 'debug' }, { LOGLEVEL: 'DEBUG' }, { LOGLEVEL: 'info', TAP_X_LOGLEVEL: 'debug' }])(
  'a defect shows its stack with %j',
  (environment) => {
    expect(reported(new TypeError('x is null'), environment)).toMatch(
      /UNEXPECTED: x is null\n[\s\S]* tap-x: stack\n {2}TypeError: x is null\n {6}at .*report-fault\.test/,
    );
  },
);

test('a stack is for the level debug, and for defects', () => {
  expect(reported(new TypeError('x is null'))).not.toMatch(/^ +at /m);
  const fault = new ProgramError('CONFIG_INVALID', 'No.', { remedy: 'Yes.' });
  expect(reported(fault, { LOGLEVEL: 'debug' })).not.toMatch(/^ +at /m);
});

test('the catalogue says what to do unless the fault does', () => {
  const { remedy } = COMMON_ERRORS.STDOUT_FAILED;
  expect(reported(new ProgramError('STDOUT_FAILED', 'No.'))).toContain(`No.\n  ${remedy}\n`);
  const own = reported(new ProgramError('STDOUT_FAILED', 'No.', { remedy: 'Do it.' }));
  expect(own).toContain('No.\n  Do it.\n');
  expect(own).not.toContain(remedy);
});
