import type { RecordMessage, SchemaMessage } from '@cdc-relay/singer';
import { beforeScan } from 'tap-dynamodb-cdc';
import { expect, test } from 'vitest';
import { emptyReport } from './finding.ts';
import { type VerifyOptions, verifyOptions } from './options.ts';
import { newProgress, progressOf, progressText, type TableProgress } from './progress.ts';
import { SeenKeys } from './seen-keys.ts';
import { type TablePorts, TableVerification } from './verify-table.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const PAGE = 3;
const SCHEMA: SchemaMessage = { type: 'SCHEMA', stream: 's', schema: {}, keyProperties: ['key'] } as never;

class Killed extends Error {}

/** Items and rows by their keys, in memory. */
interface World {
  readonly items: ReadonlyMap<string, string>;
  readonly rows: ReadonlyMap<string, string>;
}

/** Some items and rows are equal, some differ, some are missing on either side. */
function worldOf(random: () => number): World {
  const keys = Array.from({ length: 10 + Math.floor(random() * 30) }, (_, n) => String(n).padStart(3, '0'));
  const some = (part: number): Map<string, string> =>
    new Map(keys.flatMap((key) => (random() < part ? [[key, random() < 0.9 ? 'a' : 'b'] as const] : [])));
  return { items: some(0.9), rows: some(0.9) };
}

function portsOf({ items, rows }: World, moved: TablePorts['moved']): TablePorts {
  const record = (key: string): RecordMessage => ({
    type: 'RECORD',
    stream: 's',
    record: { key, text: items.get(key) ?? null },
  });
  const item = (key: string) => ({ key: { S: key }, text: { S: items.get(key) ?? '' } });
  let units = 0;
  return {
    passed: async () => true,
    repair: undefined,
    moved,
    signal: new AbortController().signal,
    items: {
      name: 's',
      keys: ['key'],
      schema: SCHEMA,
      time: 1_000_000,
      get readUnits() {
        return units;
      },
      get: async ({ key }) => (items.has(key?.S ?? '') ? item(key?.S ?? '') : undefined),
      messages: async (found) => ({
        schema: undefined,
        records: found.map(({ key }) => record(key?.S ?? '')),
      }),
      deletion: async ({ key }) => ({ schema: undefined, records: [record(key?.S ?? '')] }),
      keyFrom: ([key = '']) => ({ key: { S: key } }),
      read: async (position, _, { page: receive }) => {
        const from = 'segments' in position ? position.segments : [];
        const own = (segment: number): string[] =>
          [...items.keys()].filter((key) => Number(key) % from.length === segment);
        await Promise.all(
          from.map(async (position, segment) => {
            if (position === 'END') return;
            const keys = own(segment);
            const start = position === 'BEGIN' ? 0 : keys.indexOf(position.key?.S ?? '') + 1;
            for (let at = start; at <= keys.length; at += PAGE) {
              const page = keys.slice(at, at + PAGE);
              units += 1;
              const last = page.at(-1);
              const next = page.length < PAGE || last === undefined ? 'END' : { key: { S: last } };
              await receive({
                keys: page.map((key) => ({ key: { S: key } })),
                messages: { schema: undefined, records: page.map(record) },
                advance: (now) => ('segments' in now ? { segments: now.segments.with(segment, next) } : now),
              });
            }
          }),
        );
      },
    },
    rows: {
      schema: async () => undefined,
      keys: async (after, limit) =>
        [...rows.keys()]
          .filter((key) => after === undefined || key > (after[0] ?? ''))
          .slice(0, limit)
          .map((key) => [key]),
      compare: async (messages) =>
        messages.map(({ record: { key, text } }) => {
          const row = rows.get(String(key));
          const common = { key: [String(key)], version: 1, differences: [] };
          if (row === undefined) return { ...common, kind: 'missing' };
          return { ...common, kind: row === text ? 'equal' : 'different' };
        }),
    },
  };
}

/** A look that begins, with a memory for few keys. */
function begun(options: VerifyOptions): TableProgress {
  const seen = new SeenKeys({ bits: new Uint8Array(1024) });
  return newProgress(emptyReport('s', options), beforeScan(options.segments ?? 1), seen);
}

/** Kept as the file does it. */
function kept(progress: TableProgress): TableProgress {
  const read = progressOf(progressText(progress), progress.seen.memory);
  if (read === undefined) throw new Error('it is no progress');
  return read;
}

function countsOf({ report }: TableProgress): object {
  const { seconds: _, readUnits: __, findings, ...counts } = report;
  return { ...counts, findings: findings.map((one) => JSON.stringify(one)).sort() };
}

test(`killed at any moment, it goes on to the same report (SEED=${seed})`, async () => {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let kills = 0;
  for (let run = 0; run < 50; run += 1) {
    const world = worldOf(random);
    const options = verifyOptions({ segments: String(1 + Math.floor(random() * 3)) });
    const whole = begun(options);
    await new TableVerification(
      portsOf(world, async () => undefined),
      options,
      whole,
    ).run();
    let last = begun(options);
    for (let isDone = false; !isDone; ) {
      const moved = async (now: TableProgress): Promise<void> => {
        last = kept(now);
        if (random() > 0.3) return;
        kills += 1;
        throw new Killed();
      };
      const verification = new TableVerification(portsOf(world, moved), options, kept(last));
      isDone = await verification.run().then(
        () => true,
        (error) => {
          if (error instanceof Killed) return false;
          throw error;
        },
      );
    }
    expect(countsOf(last), `SEED=${seed}`).toEqual(countsOf(whole));
  }
  expect(kills).toBeGreaterThan(20);
}, 60_000);
