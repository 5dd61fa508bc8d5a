import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { ErrorCatalogue } from '../errors/error-catalogue.ts';
import { ProgramError } from '../errors/errors.ts';
import { logConfig } from '../log/config.ts';
import { Logger } from '../log/logger.ts';
import { LineWriter } from '../output/line-writer.ts';
import { judgeClock } from './clock.ts';
import { failure, findingLine, ok, warn } from './finding.ts';
import { type Check, runChecks } from './run-checks.ts';

const NOON = Date.parse('2026-01-02T12:00:00Z');

describe('clocks', () => {
  test.each<[string, number, number, number, number, 'ok' | 'warn', RegExp]>([
    ['agree', 0, 50, 100, 1, 'ok', /agree/],
    ['agree as far as a slow answer lets one know', 0, 60_000, 90_000, 1, 'ok', /agree/],
    ['agree within the grain of the other one', 900, 0, 950, 1000, 'ok', /agree/],
    ['this one is behind', 0, 120_000, 10, 1, 'warn', /120 s behind/],
    ['this one is ahead', 301_000, 0, 301_010, 1000, 'warn', /300 s ahead of/],
  ])('%s', (_, sent, time, received, grainMs, level, said) => {
    const reading = { sentMs: NOON + sent, timeMs: NOON + time, receivedMs: NOON + received, grainMs };
    expect(judgeClock('Kinesis', reading)).toEqual({ level, text: expect.stringMatching(said) });
  });
});

test('a finding stays one line, whatever a server says', () => {
  expect(findingLine('stream', warn('a\nok   rights \u001b[2J'))).toBe(
    'warn stream       a\\nok   rights \\u001b[2J',
  );
});

test('an error says its code and what to do', () => {
  const own = new ProgramError('CONFIG_INVALID', 'These settings are wrong:', {
    items: ['a', 'b'],
    remedy: 'Do.',
  });
  expect(failure(own).text).toBe('CONFIG_INVALID: These settings are wrong: a; b Do.');
  const common = failure(new ProgramError('DEAD_LETTER_FAILED', 'No.'));
  expect(findingLine('x', common)).toMatch(/DEAD_LETTER_FAILED: No\. Free disk/);
  const catalogue: ErrorCatalogue = {
    DEAD_LETTER_FAILED: { restart: 'later', cause: 'It is so.', remedy: 'Wait.' },
  };
  expect(findingLine('x', common, catalogue)).toMatch(/No\. Wait\.$/);
});

async function printed(
  checks: readonly Check[],
  signal = new AbortController().signal,
): Promise<{ lines: string[]; fault: string }> {
  const stream = new PassThrough();
  const log = new Logger('p', logConfig('p', {}), new PassThrough().resume());
  log.hide(['hunter-22']);
  const ports = { output: new LineWriter(stream), log, signal, errors: {} };
  const fault = await runChecks(checks, ports).then(
    () => '',
    (error: Error) => error.message,
  );
  stream.end();
  return { lines: (await text(stream)).split('\n').slice(0, -1), fault };
}

const found = (topic: string, ...findings: Awaited<ReturnType<Check['look']>>): Check => ({
  topic,
  look: async () => findings,
});

describe('checks', () => {
  test('print a line for each finding; warnings are no failure, secrets are not shown', async () => {
    const { lines, fault } = await printed([found('a', ok('fine'), warn('hunter-22')), found('b')]);
    expect(lines).toEqual(['ok   a            fine', 'warn a            ***']);
    expect(fault).toBe('');
  });

  test('an error is a FAIL, what needs it is skipped, the others are looked at', async () => {
    const thrown = new ProgramError('DEAD_LETTER_FAILED', 'No.', { remedy: 'Go.' });
    const never = async (): Promise<never> => expect.fail('was looked at');
    const { lines, fault } = await printed([
      { topic: 'a', look: () => Promise.reject(thrown) },
      { topic: 'b', needs: ['a'], look: never },
      { topic: 'c', needs: ['b'], look: never },
      found('d', ok('fine')),
    ]);
    expect(lines.map((line) => line.slice(0, 6))).toEqual(['FAIL a', 'skip b', 'skip c', 'ok   d']);
    expect(fault).toBe('Not in order: a.');
  });

  test('a defect is no finding', async () => {
    const { fault } = await printed([{ topic: 'a', look: () => Promise.reject(new TypeError('oops')) }]);
    expect(fault).toBe('oops');
  });

  test('an end before the last check is no success', async () => {
    const ending = new AbortController();
    const look = async () => {
      ending.abort();
      return [ok('fine')];
    };
    const { fault } = await printed([{ topic: 'a', look }, found('b', ok('fine'))], ending.signal);
    expect(fault).toMatch(/before it was complete/);
  });
});
