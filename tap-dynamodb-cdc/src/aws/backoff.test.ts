import { Writable } from 'node:stream';
import { Logger, Outage, ProgramError } from '@cdc-relay/singer';
import { expect, test, vi } from 'vitest';
import { Backoff, withRetry } from './backoff.ts';
import { TransientError } from './transient-error.ts';

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const log = new Logger('tap', { level: 'error', live: false, format: ({ message }) => message }, nowhere);
const { signal } = new AbortController();
const fault = new ProgramError('KINESIS_THROTTLED', 'too fast', { remedy: 'Wait.' });

test('a transient error is retried, any other is thrown', async () => {
  let calls = 0;
  const call = async (): Promise<string> => {
    calls += 1;
    if (calls === 1) throw new TransientError(fault);
    return 'done';
  };
  expect(await withRetry({ limitMs: 10_000, log }, call, signal)).toBe('done');
  const broken = new Error('broken');
  await expect(withRetry({ limitMs: 10_000, log }, () => Promise.reject(broken), signal)).rejects.toBe(
    broken,
  );
});

test('without time to retry, the error itself is thrown', async () => {
  await expect(new Backoff({ limitMs: 0, log }).failed(new TransientError(fault), signal)).rejects.toBe(
    fault,
  );
});

test('time in which the call waited for others does not count', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
  const again = new TransientError(fault);
  const failTwice = async (excused: number): Promise<void> => {
    const backoff = new Backoff({ limitMs: 60_000, log });
    const first = backoff.failed(again, signal);
    await vi.advanceTimersByTimeAsync(300_000);
    await first;
    backoff.excludeWait(excused);
    const second = backoff.failed(again, signal);
    await Promise.all([second, vi.advanceTimersByTimeAsync(1_000)]);
  };
  await failTwice(290_000);
  await expect(failTwice(0)).rejects.toBe(fault);
  vi.useRealTimers();
});

test('an abort ends the wait', async () => {
  const ending = new AbortController();
  const waiting = new Backoff({ limitMs: 10_000, log }).failed(new TransientError(fault), ending.signal);
  ending.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

test('after warnings one line says that calls are answered again, after quiet tries none', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
  const lines: string[] = [];
  const kept = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
  const format = ({ message }: { message: string }): string => message;
  const said = new Logger('tap', { level: 'info', live: false, format }, kept);
  const backoff = new Backoff({ limitMs: 600_000, log: said });
  const fail = async (): Promise<void> => {
    const waiting = backoff.failed(new TransientError(fault), signal);
    await Promise.all([waiting, vi.advanceTimersByTimeAsync(60_000)]);
  };
  await fail();
  backoff.succeeded();
  expect(lines).toEqual([]);
  for (let tries = 0; tries < 3; tries += 1) await fail();
  backoff.succeeded();
  backoff.succeeded();
  expect(lines.map((line) => line.trim())).toEqual([
    expect.stringContaining('retrying in'),
    'calls are answered again, after 180 s',
  ]);
  vi.useRealTimers();
});

test('calls of several shards that are answered again are one line', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
  const lines: string[] = [];
  const kept = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
  const said = new Logger('tap', { level: 'info', live: false, format: ({ message }) => message }, kept);
  const policy = { limitMs: 600_000, log: said, outage: new Outage() };
  const shards = [new Backoff(policy), new Backoff(policy), new Backoff(policy)];
  for (let tries = 0; tries < 3; tries += 1) {
    const waiting = shards.map((shard) => shard.failed(new TransientError(fault), signal));
    await Promise.all([...waiting, vi.advanceTimersByTimeAsync(60_000)]);
  }
  // One that gives up waits no more.
  await shards
    .pop()
    ?.failed(new Error('broken'), signal)
    .catch(() => undefined);
  for (const shard of shards) shard.succeeded();
  expect(lines.filter((line) => line.includes('answered again')).map((line) => line.trim())).toEqual([
    'calls are answered again, after 180 s',
  ]);
  vi.useRealTimers();
});
