import { type Random, several } from '../../support/dynamodb/random.ts';
import { recordMessage, schemaMessage, stateMessage } from '../messages.ts';

/** A line of a random input, with what it means. */
export interface InputMessage {
  readonly line: object;
  readonly stream: string;
  readonly keyed: boolean;
  readonly record?: Readonly<Record<string, unknown>>;
  readonly version?: number;
  /** The version that an ACTIVATE_VERSION names. */
  readonly activates?: number;
  readonly isBad?: boolean;
}

/** A stream that a random input is made of. */
interface RandomStream {
  readonly name: string;
  readonly keys: readonly string[];
  readonly hasSequence: boolean;
  readonly hasVersions: boolean;
  properties: Record<string, unknown>;
  version: number;
}

const DELETED_AT = '2026-01-02T03:04:05.000Z';

/** Properties that a later SCHEMA may add, with the types that it may declare. */
const LATER = ['p', 'q', 'with.dot', '_id', 'ünï'];
const TYPES = ['integer', 'string', 'number', 'boolean', 'object', 'array', {}] as const;

/** Makes a random input: several streams, schema changes, deletions, repeats, table versions, bad records, states. */
export function randomInput(random: Random, steps: number): InputMessage[] {
  const streams = [
    stream('sequenced', { hasSequence: true }),
    stream('plain', {}),
    stream('versioned', { hasVersions: true }),
    stream('appended', { keys: [] }),
  ];
  const messages: InputMessage[] = streams.map(schemaOf);
  for (let step = 0; step < steps; step += 1)
    messages.push(...nextMessages(random, random.pick(streams), step, messages));
  return [...messages, { line: stateMessage(steps), stream: '', keyed: false }];
}

function stream(name: string, more: Partial<RandomStream>): RandomStream {
  const properties = { id: 'integer', n: 'integer', v: {} };
  return { name, keys: ['id'], hasSequence: false, hasVersions: false, properties, version: 1, ...more };
}

function schemaOf({ name, keys, hasSequence, properties }: RandomStream): InputMessage {
  const all = hasSequence
    ? { ...properties, _sdc_sequence: 'integer', _sdc_deleted_at: 'string' }
    : properties;
  return { line: schemaMessage(name, all, keys), stream: name, keyed: keys.length > 0 };
}

function nextMessages(
  random: Random,
  of: RandomStream,
  step: number,
  before: readonly InputMessage[],
): InputMessage[] {
  const dice = random.int(100);
  if (dice < 8) return [{ line: stateMessage(step), stream: '', keyed: false }];
  if (dice < 14) return [withProperty(random, of)];
  if (dice < 20) return repeated(random, of, before);
  if (dice < 24) return [badRecord(random, of)];
  if (dice < 30 && of.hasVersions) return newVersion(random, of);
  return [recordOf(random, of, step, dice < 42)];
}

function withProperty(random: Random, of: RandomStream): InputMessage {
  of.properties = { ...of.properties, [random.pick(LATER)]: random.pick(TYPES) };
  return schemaOf(of);
}

/** Records since the last SCHEMA of a stream whose sequence makes repeats harmless, in any order. */
function repeated(random: Random, of: RandomStream, before: readonly InputMessage[]): InputMessage[] {
  const own = before.filter(({ stream: name }) => name === of.name);
  const since = own.slice(own.findLastIndex(({ line }) => 'schema' in line) + 1);
  return of.hasSequence && since.length > 0 ? several(5, () => random.pick(since)) : [];
}

function badRecord(random: Random, of: RandomStream): InputMessage {
  const record = random.chance(0.5) || of.keys.length === 0 ? { id: 1, n: 'not a number' } : { n: 1 };
  return {
    line: recordMessage(of.name, record),
    stream: of.name,
    keyed: of.keys.length > 0,
    record,
    isBad: true,
  };
}

/** A table that is sent again in part, and its old rows' end. */
function newVersion(random: Random, of: RandomStream): InputMessage[] {
  of.version += 1;
  const records = several(random.int(4), () => recordOf(random, of, 0, false));
  const line = { type: 'ACTIVATE_VERSION', stream: of.name, version: of.version };
  return [...records, { line, stream: of.name, keyed: true, activates: of.version }];
}

function recordOf(random: Random, of: RandomStream, step: number, deleted: boolean): InputMessage {
  const names = Object.keys(of.properties).filter((name) => !['id', 'n'].includes(name));
  const isDeletion = deleted && of.keys.length > 0;
  const attributes = isDeletion
    ? { _sdc_deleted_at: DELETED_AT }
    : {
        n: random.int(1000),
        ...Object.fromEntries(names.map((name) => [name, valueFor(random, of.properties[name])])),
      };
  // Late records: the sequence of a few steps ago.
  const sequence = of.hasSequence ? { _sdc_sequence: 1_000_000 + step * 10 - random.int(200) } : {};
  const record = { id: random.int(12), ...attributes, ...sequence };
  const version = of.hasVersions ? { version: of.version } : {};
  return {
    line: recordMessage(of.name, record, version),
    stream: of.name,
    keyed: of.keys.length > 0,
    record,
    ...version,
  };
}

/** A value that matches the property's type; where there is none, of any kind. */
function valueFor(random: Random, type: unknown): unknown {
  const kind =
    typeof type === 'string'
      ? type
      : random.pick(['integer', 'string', 'number', 'boolean', 'object', 'array', 'null']);
  if (random.chance(0.1)) return null;
  if (kind === 'integer') return random.pick([0, -1, random.int(2 ** 31), Number.MAX_SAFE_INTEGER]);
  if (kind === 'number') return random.pick([0.5, -1e-7, 1e300, random.int(100) / 7]);
  if (kind === 'boolean') return random.chance(0.5);
  if (kind === 'object')
    return Object.fromEntries(
      several(random.int(3), () => [random.pick(['a', 'b.c', 'x']), valueFor(random, {})]),
    );
  if (kind === 'array')
    return several(random.int(3), () => valueFor(random, random.pick(['integer', 'string', {}])));
  return kind === 'null' ? null : random.pick(['', 'text', '5', 'a"b\\c', 'ü\u0000']);
}
