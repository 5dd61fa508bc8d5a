import { expect, test } from 'vitest';
import type { BenchCase, Session, Side } from '../case.ts';
import { measure } from './measure.ts';

/** A case whose sides note what is called, and take as many seconds as said, run by run. */
function notingCase(
  seconds: Readonly<Record<string, readonly number[]>>,
  notes: string[],
  once: Pick<Side, 'once'> = {},
): BenchCase {
  const side = (name: string, role: Side['role']): Side => {
    const left = [...(seconds[name] ?? [])];
    return {
      name,
      role,
      records: 10,
      prepare: async () => void notes.push(`prepare ${name}`),
      run: async () => ({ seconds: left.shift() ?? Number.NaN, usage: {} }),
      check: async () => void notes.push(`check ${name}`),
    };
  };
  return {
    name: 'noting',
    title: 'Noting',
    figure: 'records/s',
    open: async (_, scope) => {
      scope.use({ [Symbol.asyncDispose]: async () => void notes.push('closed') });
      return {
        sides: [side('a', 'measured'), { ...side('b', 'limit'), ...once }],
        bars: [{ kind: 'ratio', least: 0.5 }],
      };
    },
  };
}

function session(signal = new AbortController().signal): Session {
  return { crateUrl: '', records: 10, folder: '', signal };
}

const ROUND = ['prepare a', 'check a', 'prepare b', 'check b'];

test('sides take turns, and a first round is not counted', async () => {
  const notes: string[] = [];
  const runs: string[] = [];
  const seconds = { a: [99, 2, 4], b: [99, 1, 3] };
  const result = await measure(notingCase(seconds, notes), session(), 2, ({ name }, run, round) =>
    runs.push(`${round} ${name} ${run.seconds}`),
  );
  expect(notes).toEqual([...ROUND, ...ROUND, ...ROUND, 'closed']);
  expect(runs).toEqual(['1 a 2', '1 b 1', '2 a 4', '2 b 3']);
  expect(result.sides.map(({ seconds: { values } }) => values)).toEqual([
    [2, 4],
    [1, 3],
  ]);
  expect(result.ratio?.values).toEqual([0.5, 0.75]);
});

test('a side that runs once is compared with every round of the others', async () => {
  const notes: string[] = [];
  const noting = notingCase({ a: [99, 2, 4], b: [1] }, notes, { once: true });
  const result = await measure(noting, session(), 2, () => undefined);
  const ofA = ROUND.slice(0, 2);
  expect(notes).toEqual([...ofA, ...ROUND, ...ofA, 'closed']);
  expect(result.sides.map(({ seconds: { values } }) => values)).toEqual([[2, 4], [1]]);
  expect(result.ratio?.values).toEqual([0.5, 0.25]);
});

test('what a case has opened is closed when it is interrupted', async () => {
  const notes: string[] = [];
  const signal = AbortSignal.abort(new Error('enough'));
  const measuring = measure(notingCase({}, notes), session(signal), 2, () => undefined);
  await expect(measuring).rejects.toThrow('enough');
  expect(notes).toEqual(['closed']);
});
