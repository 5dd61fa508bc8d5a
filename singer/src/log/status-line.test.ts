import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { plainFormat } from './format.ts';
import type { Level } from './level.ts';
import { Logger } from './logger.ts';

const ERASE = '\r\u001b[K';

interface On {
  readonly isTTY: boolean;
  readonly live?: boolean;
  readonly columns?: number;
  readonly level?: Level;
}

function loggerOn({ isTTY, live = true, columns, level = 'info' }: On) {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  const log = new Logger(
    'tap',
    { level, format: plainFormat, live },
    Object.assign(stream, { isTTY, columns }),
  );
  const resize = (width: number): void => void Object.assign(stream, { columns: width });
  return { log, resize, text: () => written.replaceAll(/\d{4}-\S+/g, 'TIME') };
}

test('people at a terminal see metrics only when they ask for everything', () => {
  const metric = { type: 'counter', metric: 'record_count', value: 1, tags: {} } as const;
  const shown = (options: On): boolean => {
    const { log, text } = loggerOn(options);
    log.metric(metric);
    return text().includes('METRIC');
  };
  expect(shown({ isTTY: true })).toBe(false);
  expect(shown({ isTTY: true, level: 'debug' })).toBe(true);
  expect(shown({ isTTY: false })).toBe(true);
});

describe('the status line', () => {
  test('stays below the lines of the log, and is replaced', () => {
    const { log, text } = loggerOn({ isTTY: true });
    log.status('1 record');
    log.info('hello');
    log.status('2 records');
    log.status(undefined);
    log.info('bye');
    const line = (message: string) => `TIME INFO    tap: ${message}\n`;
    expect(text()).toBe(
      `${ERASE}1 record${ERASE}${line('hello')}1 record${ERASE}2 records${ERASE}${line('bye')}`,
    );
  });

  test('is never wider than the terminal, also after that was resized', () => {
    const { log, resize, text } = loggerOn({ isTTY: true, columns: 9 });
    log.status('12345678901234567890');
    resize(5);
    log.info('hello');
    resize(15);
    log.status('12345678901234567890');
    expect(text()).toBe(`${ERASE}12345678${ERASE}TIME INFO    tap: hello\n1234${ERASE}12345678901234`);
  });

  test('shows no secret', () => {
    const { log, text } = loggerOn({ isTTY: true });
    log.hide(['hunter2']);
    log.status('hunter2');
    log.info('x');
    expect(text()).not.toContain('hunter2');
  });

  test.each([
    ['stderr is no terminal', { isTTY: false }],
    ['a machine reads the log', { isTTY: true, live: false }],
  ])('is not there when %s', (_, options) => {
    const { log, text } = loggerOn(options);
    log.status('1 record');
    log.info('hello');
    expect(text()).toBe('TIME INFO    tap: hello\n');
  });
});
