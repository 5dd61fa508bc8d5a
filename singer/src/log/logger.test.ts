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
    log.error('crate://u:p%40ss%22word@h and p@ss"word and abc', { url: 'p@ss"word' });
    expect(lines[0]).not.toMatch(/p@ss|p%40ss/);
    expect(lines[0]).toContain('and abc');
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
