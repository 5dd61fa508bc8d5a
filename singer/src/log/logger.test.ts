import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type LogConfig, logConfig } from './config.ts';
import { plainFormat, structuredFormat } from './format.ts';
import { Logger } from './logger.ts';

function capture(config: LogConfig): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: new Logger('tap-x', config, stream), lines };
}

describe('Logger', () => {
  test('says what reaches its level, with fields', () => {
    const { log, lines } = capture({ level: 'warning', format: plainFormat, live: false });
    log.info('quiet');
    log.warning('loud', { stream: 'orders', rows: 5, nothing: undefined });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z WARNING tap-x: loud stream=orders rows=5\n$/);
  });

  test('hides secrets in every spelling', () => {
    const { log, lines } = capture({ level: 'info', format: structuredFormat, live: false });
    log.hide(['p@ss"word', 'abc']);
    log.warning('crate://u:p%40ss%22word@h and p@ss"word and abc', { url: 'p@ss"word' });
    expect(lines[0]).not.toMatch(/p@ss|p%40ss/);
    expect(lines[0]).toContain('and abc');
  });

  const FORGED =
    'x\n2026-01-02T03:04:05.678Z ERROR   target-cratedb: CONFIG_INVALID: \u001b[2J\u202e\u2028\u0085\r';

  test.each([
    ['plain', plainFormat],
    ['structured', structuredFormat],
  ])('names and values of the data cannot make lines or commands (%s)', (_, format) => {
    const { log, lines } = capture({ level: 'debug', format, live: true });
    log.warning(FORGED, { stream: FORGED, other: FORGED });
    log.error(FORGED, [FORGED]);
    log.line(FORGED);
    log.metric({ type: 'counter', metric: 'm', value: 1, tags: { stream: FORGED } });
    const written = lines.join('');
    expect(written.split('\n')).toHaveLength(format === plainFormat ? 6 : 5);
    expect(written.replaceAll('\n', '')).not.toMatch(/[\p{C}\u2028\u2029]/u);
    for (const line of written.split('\n').filter((text) => text.startsWith('{'))) {
      const { message, stream_name, extra } = JSON.parse(line);
      expect(`${message.replaceAll('\n  ', '')}${stream_name}${extra.other}`).not.toMatch(
        /[\p{C}\u2028\u2029]/u,
      );
    }
    const metric = /METRIC: (\{.*\}\})/.exec(
      format === plainFormat ? (lines[3] ?? '') : JSON.parse(lines[3] ?? '').message,
    );
    expect(JSON.parse(metric?.[1] ?? '').tags).toEqual({ stream: FORGED });
  });

  test('a value does not look like another field, and is cut', () => {
    const { log, lines } = capture({ level: 'info', format: plainFormat, live: false });
    log.info('x', { stream: 'a rows=5', long: 'y'.repeat(5000) });
    expect(lines[0]).toContain(' stream="a rows=5" long="yyy');
    expect(lines[0]).toContain('y… (5000 characters)');
  });

  test('of messages that repeat the first are written, then their number', () => {
    const { log, lines } = capture({ level: 'info', format: plainFormat, live: false });
    for (let n = 0; n < 1000; n += 1) log.warning('again', { n });
    for (let n = 0; n < 1000; n += 1) log.info(`name ${n}`);
    log.finish();
    expect(lines.filter((line) => line.includes('again n='))).toHaveLength(5);
    expect(lines.filter((line) => line.includes('again left_out=995'))).toHaveLength(1);
    expect(lines.at(-1)).toMatch(/other messages left_out=\d+\n$/);
    expect(lines.length).toBeLessThan(120);
  });

  test('structured lines have the fields of the Singer SDK', () => {
    const { log, lines } = capture({ level: 'info', format: structuredFormat, live: false });
    log.info('done', { stream: 'orders', rows: 5 });
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      pid: process.pid,
      logger_name: 'tap-x',
      ts: expect.any(Number),
      thread_name: 'main',
      app_name: 'tap-x',
      stream_name: 'orders',
      message: 'done',
      extra: { rows: 5 },
    });
  });
});

describe('logConfig', () => {
  test('plain at info, unless a variable names a level', () => {
    expect(logConfig('tap-x', {})).toMatchObject({ level: 'info', format: plainFormat });
    expect(logConfig('tap-x', { LOGLEVEL: 'WARN' }).level).toBe('warning');
    expect(logConfig('tap-x', { LOGLEVEL: 'WARN', TAP_X_LOGLEVEL: 'debug' }).level).toBe('debug');
    expect(logConfig('tap-x', { LOGLEVEL: 'nonsense' }).level).toBe('info');
  });

  test('structured when the SDK configuration asks for it, at its root level', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const path = join(folder, 'log.json');
    const formatters = { structured: { '()': 'singer_sdk.logging.StructuredFormatter' } };
    writeFileSync(path, JSON.stringify({ version: 1, formatters, root: { level: 'DEBUG' } }));
    expect(logConfig('tap-x', { SINGER_SDK_LOG_CONFIG: path })).toMatchObject({
      level: 'debug',
      format: structuredFormat,
    });
    rmSync(folder, { recursive: true });
    expect(logConfig('tap-x', { SINGER_SDK_LOG_CONFIG: path })).toMatchObject({
      level: 'info',
      format: plainFormat,
    });
  });
});
