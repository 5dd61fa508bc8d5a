import type { Random } from '../../support/dynamodb/random.ts';
import { type InputLine, recordMessage } from '../../target/messages.ts';

const DELETED_AT = '2026-01-02T03:04:05Z';
const DIGITS = 3;

/** A change of one key. */
export interface WriterChange {
  readonly key: string;
  /** What the row shows: rises with each change of the key. */
  readonly value: number;
  readonly version: number;
  /** What orders changes of the key with the same version. */
  readonly order: string | undefined;
  readonly isDeletion: boolean;
}

/** Changes of a few keys, and which of them each writer delivers, in which order. */
export interface WriterHistory {
  readonly seed: number;
  readonly changes: readonly WriterChange[];
  readonly dealt: readonly (readonly WriterChange[])[];
}

/** The history of a seed: each change is delivered by at least one writer, late, some of them twice. */
export function writerHistory(seed: number, random: Random, writers: number): WriterHistory {
  const changes = Array.from({ length: 1 + random.int(4) }, (_, key) => changesOf(`${seed}-${key}`, random));
  const how = random.pick(['split', 'same', 'some'] as const);
  const dealt: WriterChange[][] = Array.from({ length: writers }, () => []);
  for (const change of changes.flat()) {
    const one = random.int(writers);
    for (const [index, part] of dealt.entries())
      if (index === one || how === 'same' || (how === 'some' && random.chance(0.5))) part.push(change);
  }
  return { seed, changes: changes.flat(), dealt: dealt.map((part) => disordered(part, random)) };
}

/** Of some keys all versions differ, of others changes tie. */
function changesOf(key: string, random: Random): WriterChange[] {
  const ties = random.chance(0.5);
  let version = 1_700_000_000_000_000;
  return Array.from({ length: 1 + random.int(6) }, (_, value) => {
    if (!ties || random.chance(0.4)) version += 1000;
    const order = ties ? String(value).padStart(DIGITS, '0') : undefined;
    return { key, value, version, order, isDeletion: random.chance(0.4) };
  });
}

function disordered(changes: readonly WriterChange[], random: Random): WriterChange[] {
  const twice = changes.filter(() => random.chance(0.2));
  const placed = [...changes, ...twice].map((change) => ({ change, at: random.int(1000) }));
  return placed.sort((one, other) => one.at - other.at).map(({ change }) => change);
}

/** The value of each key that lives when everything is delivered. */
export function livingRows({ changes }: Pick<WriterHistory, 'changes'>): Record<string, number> {
  const last = new Map(changes.map((change) => [change.key, change]));
  const living = [...last.values()].filter(({ isDeletion }) => !isDeletion);
  return Object.fromEntries(living.map(({ key, value }) => [key, value]));
}

/** The RECORD of a change. */
export function recordOf(
  stream: string,
  { key, value, version, order, isDeletion }: WriterChange,
): InputLine {
  const ordered = order === undefined ? {} : { _sdc_sequence_order: order };
  const what = isDeletion ? { _sdc_deleted_at: DELETED_AT } : { v: value };
  return recordMessage(stream, { id: key, _sdc_sequence: version, ...ordered, ...what });
}
