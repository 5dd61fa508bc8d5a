import type { Change } from './change.ts';
import type { Item } from './item.ts';
import { customers, orders } from './orders.ts';
import { type Random, seededRandom, several } from './random.ts';
import { changedItem, keyOf, newItem, type Table } from './table.ts';

type Operation = 'insert' | 'update' | 'remove';

export interface HistoryOptions {
  readonly seed: number;
  /** How many changes to make. */
  readonly operations: number;
  /** Orders and customers by default. */
  readonly tables?: readonly Table[];
  /** How many keys a table has; removed ones are inserted again. 20 by default. */
  readonly itemsPerTable?: number;
  /** How often each operation is tried, in relation to the others. */
  readonly weights?: Readonly<Record<Operation, number>>;
  /** The least time between two changes, in µs; 1 by default. Set it to the unit that will be written. */
  readonly tick?: number;
  /** How probably a change has the time of the one before it; never by default. */
  readonly ties?: number;
  /** How probably a removal is one by DynamoDB's time to live. */
  readonly expiries?: number;
}

/** Changes in the order in which they happened, and what the tables hold in the end. */
export interface History {
  readonly seed: number;
  readonly changes: readonly Change[];
  readonly tables: ReadonlyMap<string, readonly Item[]>;
}

const USUAL = {
  tables: [orders, customers],
  itemsPerTable: 20,
  weights: { insert: 3, update: 5, remove: 2 },
  tick: 1,
  ties: 0,
  expiries: 0.2,
};
const EVENT_NAMES = { insert: 'INSERT', update: 'MODIFY', remove: 'REMOVE' } as const;
const START = 1_700_000_000_000_000;
const MAX_PAUSE = 100; // ticks

/** Makes a random history; the same options make the same one. */
export function makeHistory(options: HistoryOptions): History {
  const settings = { ...USUAL, ...options };
  const random = seededRandom(settings.seed);
  const live = new Map(settings.tables.map((table) => [table.name, new Map<number, Item>()]));
  let at = START;
  const changes = several(settings.operations, () => {
    const table = random.pick(settings.tables);
    if (!random.chance(settings.ties)) at += settings.tick * (1 + random.int(MAX_PAUSE));
    return nextChange(table, live.get(table.name) ?? new Map(), random, at, settings);
  });
  const tables = new Map([...live].map(([name, items]) => [name, [...items.values()]]));
  return { seed: settings.seed, changes, tables };
}

type Settings = Required<HistoryOptions>;

/** Makes one change to the living items of a table. */
function nextChange(
  table: Table,
  items: Map<number, Item>,
  random: Random,
  at: number,
  settings: Settings,
): Change {
  const operation = possible(drawn(random, settings.weights), items.size, settings.itemsPerTable);
  const candidates = numbers(settings.itemsPerTable, (n) => items.has(n) !== (operation === 'insert'));
  const number = random.pick(candidates);
  const oldImage = items.get(number);
  const newImage = operation === 'remove' ? undefined : nextItem(table, random, number, oldImage);
  if (newImage) items.set(number, newImage);
  else items.delete(number);
  const expired = operation === 'remove' && random.chance(settings.expiries);
  return {
    tableName: table.name,
    eventName: EVENT_NAMES[operation],
    keys: keyOf(table, number),
    ...(newImage && { newImage }),
    ...(oldImage && { oldImage }),
    at,
    ...(expired && { expired }),
  };
}

function nextItem(table: Table, random: Random, number: number, old: Item | undefined): Item {
  return old === undefined ? newItem(table, random, number) : changedItem(table, random, old);
}

function drawn(random: Random, weights: Settings['weights']): Operation {
  const { insert, update, remove } = weights;
  const point = random.int(insert + update + remove);
  if (point < insert) return 'insert';
  return point < insert + update ? 'update' : 'remove';
}

/** What can be done instead when every item lives already, or none. */
function possible(operation: Operation, live: number, items: number): Operation {
  if (live === 0) return 'insert';
  return operation === 'insert' && live === items ? 'update' : operation;
}

function numbers(count: number, wanted: (number: number) => boolean): number[] {
  return Array.from({ length: count }, (_, number) => number).filter(wanted);
}
