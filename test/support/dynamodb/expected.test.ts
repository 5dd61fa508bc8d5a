import { LosslessNumber } from 'lossless-json';
import { expect, test } from 'vitest';
import { expectedRow } from './expected.ts';

test('every type becomes its plain value', () => {
  const row = expectedRow({
    s: { S: 'x' },
    n: { N: '01.50E1' },
    b: { B: Buffer.from('1321') },
    bool: { BOOL: false },
    null: { NULL: true },
    m: { M: { deep: { L: [{ N: '1' }, { S: '1' }] } } },
    empty: { M: {} },
  });
  expect(row).toEqual({
    s: 'x',
    n: new LosslessNumber('15'),
    b: 'MTMyMQ==',
    bool: false,
    null: null,
    m: { deep: [new LosslessNumber('1'), '1'] },
    empty: {},
  });
});

test('sets are sorted: texts by UTF-16 code units, numbers by value, binaries by base64 text', () => {
  const row = expectedRow({
    texts: { SS: ['é', 'b', 'ﬀ', 'B', '🚲'] }, // U+FB00 comes after the surrogates of U+1F6B2
    numbers: { NS: ['10', '9', '-1', '9007199254740993', '9007199254740992'] },
    binaries: { BS: [Buffer.from([255]), Buffer.from([0]), Buffer.from('a')] },
  });
  expect(row.texts).toEqual(['B', 'b', 'é', '🚲', 'ﬀ']);
  expect(row.numbers?.toString()).toBe('-1,9,10,9007199254740992,9007199254740993');
  expect(row.binaries).toEqual(['/w==', 'AA==', 'YQ==']);
});
