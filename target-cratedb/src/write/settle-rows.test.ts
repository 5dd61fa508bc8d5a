import { expect, test } from 'vitest';
import type { Operation } from './batch.ts';
import { EveryRowRefused, type RowForms, settleRows } from './settle-rows.ts';

const rows = (count: number): Operation[] =>
  Array.from({ length: count }, (_, n) => ({
    kind: 'upsert',
    key: { values: [String(n)], id: String(n) },
    version: undefined,
    row: '{}',
  }));

const UNCLEAR = new Error('nobody has seen this before');
const VALUE = new Error('Cannot cast value `x` to type `bigint`');

/** A CrateDB that refuses some rows; `whole`: each statement that has one, as a whole. It counts the statements. */
function crate(refusal: (id: number) => Error | undefined, whole = false) {
  const counted = { statements: 0 };
  const errorOf = ({ key }: Operation): Error | undefined => refusal(Number(key.id));
  const forms: RowForms = {
    together: async (operations) => {
      counted.statements += 1;
      const bad = operations.filter((operation) => errorOf(operation) !== undefined);
      if (whole && bad[0] !== undefined) return errorOf(bad[0]) ?? UNCLEAR;
      return new Set(operations.filter((operation) => !bad.includes(operation)));
    },
    alone: async (operation) => {
      counted.statements += 1;
      return errorOf(operation);
    },
  };
  return { forms, counted };
}

const idsOf = async (found: ReturnType<typeof settleRows>): Promise<number[]> =>
  (await found).map(({ operation }) => Number(operation.key.id)).sort((a, b) => a - b);

test.each([
  ['left out of statements', false],
  ['refused with their statement', true],
])('the rows that are refused alone are found, %s', async (_, whole) => {
  const bad = new Set([3, 700, 4999]);
  const { forms, counted } = crate((id) => (bad.has(id) ? UNCLEAR : undefined), whole);
  expect(await idsOf(settleRows(forms, rows(5000), false))).toEqual([...bad]);
  expect(counted.statements).toBeLessThan(whole ? 120 : 10);
});

test.each([false, true])(
  'what hits every row is no matter of rows, and is found out quickly',
  async (whole) => {
    const { forms, counted } = crate(() => UNCLEAR, whole);
    await expect(settleRows(forms, rows(5000), false)).rejects.toThrow(EveryRowRefused);
    expect(counted.statements).toBeLessThan(20);
  },
);

test.each([1, 2, 12])('a batch of %i rows that are all refused is none of bad rows', async (count) => {
  const { forms } = crate(() => UNCLEAR);
  await expect(settleRows(forms, rows(count), false)).rejects.toThrow(EveryRowRefused);
});

test('the only row of a batch is bad when other rows of the batch were accepted before', async () => {
  const { forms } = crate(() => UNCLEAR);
  expect(await idsOf(settleRows(forms, rows(1), true))).toEqual([0]);
});

test('rows whose values are named are bad, all of them', async () => {
  const { forms } = crate(() => VALUE, true);
  expect(await settleRows(forms, rows(100), false)).toHaveLength(100);
});

test('a column that must have a value: one row lacks it, or the table asks too much of all', async () => {
  const { forms } = crate(() => new Error('"created" must not be null'));
  // Without a code it is not CrateDB's, but its text is what counts here.
  expect(await idsOf(settleRows(forms, rows(1), false))).toEqual([0]);
  await expect(settleRows(forms, rows(2), false)).rejects.toThrow(EveryRowRefused);
});

test('a row that is refused for a moment only is written', async () => {
  let refusals = 2;
  const { forms } = crate((id) => {
    if (id !== 1 || refusals === 0) return undefined;
    refusals -= 1;
    return UNCLEAR;
  });
  expect(await settleRows(forms, rows(10), false)).toEqual([]);
});

test('what is thrown ends the search', async () => {
  const forms: RowForms = {
    together: async () => new Set(),
    alone: async () => {
      throw new Error('blocked by: [x]');
    },
  };
  await expect(settleRows(forms, rows(10), false)).rejects.toThrow('blocked by');
});
