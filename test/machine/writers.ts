import { vi } from 'vitest';
import type { TestSchema } from '../support/cratedb/schema.ts';
import { type Random, seededRandom } from '../support/dynamodb/random.ts';
import { type OpenProcess, openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { type InputLine, recordMessage, schemaMessage, stateMessage, textOf } from '../target/messages.ts';

const DELETED_AT = '2026-01-02T03:04:05Z';
const TYPES = { id: 'integer', v: 'integer', _sdc_sequence: 'integer', _sdc_deleted_at: 'string' } as const;
const PARTS = 4;
const UNTIL = { timeout: 60_000 };

/** A change of one key; its version is unique among those of the key. */
interface WriterChange {
  readonly key: number;
  readonly version: number;
  readonly isDeletion: boolean;
}

/** Changes of one table, and which of them each writer delivers, in which order. */
export interface WriterHistory {
  readonly stream: string;
  readonly changes: readonly WriterChange[];
  readonly dealt: readonly (readonly WriterChange[])[];
}

/** The history of a seed: each change is delivered by at least one writer, late, some of them twice. */
export function writerHistory(seed: number, writers: number): WriterHistory {
  const random = seededRandom(seed);
  const changes = Array.from({ length: 1 + random.int(5) }, (_, key) => changesOf(key, random)).flat();
  const how = random.pick(['split', 'same', 'some'] as const);
  const dealt: WriterChange[][] = Array.from({ length: writers }, () => []);
  for (const change of changes) {
    const one = random.int(writers);
    for (const [index, part] of dealt.entries())
      if (index === one || how === 'same' || (how === 'some' && random.chance(0.5))) part.push(change);
  }
  return { stream: `h${seed}`, changes, dealt: dealt.map((part) => disordered(part, random)) };
}

function changesOf(key: number, random: Random): WriterChange[] {
  return Array.from({ length: 1 + random.int(6) }, (_, index) => {
    return { key, version: index + 1, isDeletion: random.chance(0.4) };
  });
}

function disordered(changes: readonly WriterChange[], random: Random): WriterChange[] {
  const twice = changes.filter(() => random.chance(0.2));
  const placed = [...changes, ...twice].map((change) => ({ change, at: random.int(1000) }));
  return placed.sort((one, other) => one.at - other.at).map(({ change }) => change);
}

/** The rows that a table must show: the value of each key that lives. */
export function livingRows({ changes }: WriterHistory): Record<string, number> {
  const last = new Map(changes.map((change) => [change.key, change]));
  const living = [...last.values()].filter(({ isDeletion }) => !isDeletion);
  return Object.fromEntries(living.map(({ key, version }) => [String(key), version]));
}

/**
 * Has real targets deliver histories at the same time, each its part: one is stopped while the others go on to their end,
 * and one is killed and delivers everything again.
 */
export async function runWriters(
  schema: TestSchema,
  histories: readonly WriterHistory[],
  settings: Readonly<Record<string, string>>,
  random: Random,
): Promise<void> {
  const writers = histories[0]?.dealt.length ?? 0;
  const lines = Array.from({ length: writers }, (_, writer) => linesOf(histories, writer));
  const open = (): OpenProcess => openProcess(BIN.target, [schema.url], settings);
  const [stopped, killed] = [random.int(writers), random.int(writers)];
  const targets = lines.map(open);
  try {
    await Promise.all(targets.map((target, index) => deliver(target, lines[index]?.[0] ?? [], 1)));
    targets[stopped]?.write(textOf(lines[stopped]?.[1] ?? []));
    targets[stopped]?.signal('SIGSTOP');
    const others = [...targets.entries()].filter(([index]) => index !== stopped);
    await Promise.all(
      others.map(([index, target]) => deliver(target, (lines[index] ?? []).slice(1).flat(), 2)),
    );
    targets[stopped]?.signal('SIGCONT');
    targets[stopped]?.write(textOf((lines[stopped] ?? []).slice(2).flat()));
    targets[killed]?.signal('SIGKILL');
    await targets[killed]?.ended;
    const again = open();
    targets.push(again);
    again.write(textOf((lines[killed] ?? []).flat()));
    const ends = targets.filter((_, index) => index !== killed).map((target) => ended(target));
    await Promise.all(ends);
  } finally {
    for (const target of targets) await target[Symbol.asyncDispose]();
  }
}

/** What a writer is given, in parts; the first one has the SCHEMAs. */
function linesOf(histories: readonly WriterHistory[], writer: number): InputLine[][] {
  const schemas = histories.map(({ stream }) => schemaMessage(stream, TYPES));
  const parts = Array.from({ length: PARTS }, (_, part) =>
    histories.flatMap(({ stream, dealt }) => {
      const own = dealt[writer] ?? [];
      const size = Math.ceil(own.length / PARTS);
      return own.slice(part * size, (part + 1) * size).map((change) => recordOf(stream, change));
    }),
  );
  return [[...schemas, ...(parts[0] ?? [])], ...parts.slice(1)];
}

function recordOf(stream: string, { key, version, isDeletion }: WriterChange): InputLine {
  const deletion = isDeletion ? { _sdc_deleted_at: DELETED_AT } : { v: version };
  return recordMessage(stream, { id: key, _sdc_sequence: version, ...deletion });
}

async function deliver(target: OpenProcess, lines: readonly InputLine[], state: number): Promise<void> {
  target.write(textOf([...lines, stateMessage(state)]));
  await vi.waitFor(() => {
    if (!target.stdout().includes(`"n":${state}}`)) throw new Error(target.stderr());
  }, UNTIL);
}

async function ended(target: OpenProcess): Promise<void> {
  target.end();
  if ((await target.ended) !== 0) throw new Error(target.stderr());
}
