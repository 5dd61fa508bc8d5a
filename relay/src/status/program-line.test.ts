import { expect, test } from 'vitest';
import { readLine } from './program-line.ts';

const METRIC = { type: 'counter', metric: 'record_count', value: 3, tags: { stream: 'a' } };
const plain = (level: string, message: string): string =>
  `2026-01-02T03:04:05.678Z ${level} tap-x: ${message}`;
const structured = (level: string, message: string): string => JSON.stringify({ level, message, extra: {} });

test.each([
  ['a metric', plain('INFO   ', `METRIC: ${JSON.stringify(METRIC)}`), { metric: METRIC, fault: undefined }],
  ['a structured metric', structured('info', `METRIC: ${JSON.stringify(METRIC)}`), { metric: METRIC }],
  ['a fault', plain('ERROR  ', 'STATE_INVALID: The state …'), { fault: 'STATE_INVALID', metric: undefined }],
  ['a structured fault', structured('error', 'STATE_INVALID: The state …'), { fault: 'STATE_INVALID' }],
  ['a warning is no fault', plain('WARNING', 'STATE_INVALID: The state …'), { fault: undefined }],
  ['a broken metric', plain('INFO   ', 'METRIC: {'), { metric: undefined, fault: undefined }],
  ['what a fault goes on with', '  Correct it.', { metric: undefined, fault: undefined }],
  ['broken JSON', '{"level"', { metric: undefined, fault: undefined }],
])('%s', (_, text, expected) => {
  expect(readLine(text)).toMatchObject({ text, ...expected });
});
