import type { RecordMessage } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { repairVersion } from './repair.ts';
import { type SettlePorts, settle } from './settle.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const SIGNAL = new AbortController().signal;
const KEYS = ['a', 'b', 'c'];
type Text = string | undefined;

/** Numbers from 0 to 1 that a seed decides. */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A source, a pipeline that is behind, and rows; `step` happens before each look at either. */
class World {
  readonly items = new Map<string, string>();
  readonly rows = new Map<string, { text: Text; version: number }>();
  readonly #queue: { key: string; text: Text; version: number }[] = [];
  now = 1_000;
  step: () => void = () => undefined;

  change(key: string, text: Text): void {
    this.now += 1;
    if (text === undefined) this.items.delete(key);
    else this.items.set(key, text);
    this.#queue.push({ key, text, version: this.now * 1000 });
  }

  /** Writes the change that has waited longest; false when there is none. */
  write(): boolean {
    const change = this.#queue.shift();
    if (change !== undefined) this.rows.set(change.key, change);
    return change !== undefined;
  }

  get ports(): SettlePorts {
    const world = this;
    const record = (key: string, text: Text): RecordMessage => ({
      type: 'RECORD',
      stream: 's',
      record: { key, text: text ?? null },
    });
    return {
      signal: SIGNAL,
      show: ({ kind, key, differences }) => ({
        kind,
        key: [...key],
        differences: differences.map(({ attribute }) => ({ attribute, source: null, row: null })),
      }),
      passed: async () => {
        while (world.write());
        return true;
      },
      items: {
        name: 's',
        schema: undefined,
        get time() {
          return world.now;
        },
        get: async ({ key }) => {
          world.step();
          const text = world.items.get(key?.S ?? '');
          return text === undefined ? undefined : { key: { S: key?.S ?? '' }, text: { S: text } };
        },
        messages: async (items) => ({
          schema: undefined,
          records: items.map(({ key, text }) => record(key?.S ?? '', text?.S)),
        }),
        deletion: async ({ key }) => ({ schema: undefined, records: [record(key?.S ?? '', undefined)] }),
      },
      rows: {
        schema: async () => undefined,
        compare: async (messages) => {
          world.step();
          return messages.map(({ record: { key, text } }) => {
            const row = world.rows.get(String(key));
            const common = { key: [String(key)], version: row?.version };
            if (row?.text === undefined) return { ...common, kind: 'missing', differences: [] };
            if (row.text === text) return { ...common, kind: 'equal', differences: [] };
            return {
              ...common,
              kind: 'different',
              differences: [{ attribute: 'text', wanted: text, found: row.text }],
            };
          });
        },
      },
    };
  }
}

const itemKeys = KEYS.map((key) => ({ key: { S: key } }));

test(`no lag, and no change meanwhile, is reported: 500 runs under load (SEED=${seed})`, async () => {
  for (let run = 0; run < 500; run += 1) {
    const random = randomOf(seed + run);
    const world = new World();
    world.step = () => {
      for (let n = Math.floor(random() * 4); n > 0; n -= 1) {
        const key = KEYS[Math.floor(random() * KEYS.length)] ?? '';
        if (random() < 0.5) world.change(key, random() < 0.3 ? undefined : String(Math.floor(random() * 2)));
        else world.write();
      }
    };
    const { findings } = await settle(itemKeys, world.ports);
    expect(findings, `SEED=${seed + run}`).toEqual([]);
  }
}, 60_000);

test('what stays different is reported with its kind, while other items change', async () => {
  const world = new World();
  for (const key of KEYS) world.change(key, 'old');
  while (world.write());
  world.items.set('a', 'new');
  world.items.delete('b');
  world.rows.delete('c');
  world.now += 2_000;
  world.step = () => world.change('d', 'x');
  const { findings, equal, undecided } = await settle(itemKeys, world.ports);
  expect(findings.map(({ kind, shown }) => [kind, ...(shown?.key ?? [])])).toEqual([
    ['different', 'a'],
    ['extra', 'b'],
    ['missing', 'c'],
  ]);
  expect([equal, undecided]).toEqual([0, []]);
});

test('an item that never rests, or a pipeline that does not come that far, stays undecided', async () => {
  const world = new World();
  world.change('a', 'old');
  world.step = () => world.change('a', String(world.now));
  expect(await settle(itemKeys.slice(0, 1), world.ports)).toEqual({
    equal: 0,
    undecided: itemKeys.slice(0, 1),
    findings: [],
  });
  const behind = new World();
  for (const key of KEYS) behind.change(key, 'old');
  const late = { ...behind.ports, passed: async () => false };
  expect((await settle(itemKeys, late)).undecided).toEqual(itemKeys);
});

test('a row that has come meanwhile is equal, and the pipeline is not waited for', async () => {
  const world = new World();
  for (const key of KEYS) world.change(key, 'old');
  while (world.write());
  const passed = (): Promise<boolean> => Promise.reject(new Error('it was waited for'));
  expect(await settle(itemKeys, { ...world.ports, passed })).toEqual({
    equal: KEYS.length,
    undecided: [],
    findings: [],
  });
});

test('a repair is newer than the row, and older than what comes after it', () => {
  const moment = 10_000_000;
  expect(repairVersion(undefined, moment)).toBe((moment - 2000) * 1000 - 1);
  expect(repairVersion(5, moment)).toBe((moment - 2000) * 1000 - 1);
  expect(repairVersion((moment - 1) * 1000, moment)).toBe((moment - 1) * 1000 + 1);
  expect(repairVersion((moment + 1) * 1000, moment)).toBeUndefined();
});
