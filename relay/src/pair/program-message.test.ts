import { expect, test } from 'vitest';
import { readMessage } from './program-message.ts';

const METRIC = { type: 'counter', metric: 'record_count', value: 3, tags: { stream: 'a' } };

test.each([
  ['a metric', { metric: METRIC }, { metric: METRIC, fault: undefined }],
  ['a fault', { fault: 'STATE_INVALID' }, { metric: undefined, fault: 'STATE_INVALID' }],
  [
    'a fault that stays',
    { fault: 'STATE_INVALID', restart: 'never' },
    { metric: undefined, fault: 'STATE_INVALID', restart: 'never' },
  ],
  ['no word', { fault: 'KMS_FAILED', restart: {} }, { metric: undefined, fault: 'KMS_FAILED' }],
  ['no code', { fault: 'bad\nline' }, { metric: undefined, fault: undefined }],
  ['no number', { metric: { ...METRIC, value: '3\u001b[2J' } }, { metric: undefined, fault: undefined }],
  [
    'what a check has found',
    { checked: { hours: 24, text: '\u001b[2J' } },
    { metric: undefined, fault: undefined, checked: { hours: 24 } },
  ],
  ['nothing', null, { metric: undefined, fault: undefined }],
  ['a text', 'ERROR STATE_INVALID: x', { metric: undefined, fault: undefined }],
])('%s', (_, message, expected) => {
  expect(readMessage(message)).toEqual({ checked: {}, restart: 'helps', ...expected });
});
