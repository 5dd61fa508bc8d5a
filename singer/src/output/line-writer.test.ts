import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { LineWriter } from './line-writer.ts';

describe('LineWriter', () => {
  test('writes lines, each with its line feed', async () => {
    const stream = new PassThrough();
    const writer = new LineWriter(stream);
    await writer.write('one');
    await writer.write('two');
    await writer.end();
    expect(String(stream.read())).toBe('one\ntwo\n');
  });

  test('waits for a reader that is slower', async () => {
    let taken = 0;
    const waiting: (() => void)[] = [];
    const stream = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        taken += chunk.length;
        waiting.push(done);
      },
    });
    const writer = new LineWriter(stream);
    const line = 'x'.repeat(70_000);
    const first = writer.write(line);
    let settled = false;
    void first?.then(() => {
      settled = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect({ taken, settled }).toEqual({ taken: 70_001, settled: false });
    waiting.shift()?.();
    await first;
  });

  test.each([
    ['EPIPE', 'STDOUT_CLOSED'],
    ['ENOSPC', 'STDOUT_FAILED'],
  ])('a stream that fails with %s is the fault %s, now and later', async (code, fault) => {
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error(`write ${code}`), { code }));
      },
    });
    const writer = new LineWriter(stream);
    void writer.write('one');
    await expect(writer.end()).rejects.toMatchObject({ code: fault });
    void writer.write('two');
    await expect(writer.flush()).rejects.toMatchObject({ code: fault });
  });
});
