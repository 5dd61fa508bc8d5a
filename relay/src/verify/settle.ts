import type { RecordMessage } from '@cdc-relay/singer';
import type { ItemTable } from 'tap-dynamodb-cdc';
import type { ComparedRow, TableComparison } from 'target-cratedb';
import type { Finding, FindingKind, ShownFinding } from './finding.ts';
import { itemDigest } from './item-digest.ts';

/** A key of DynamoDB. */
export type ItemKey = Parameters<ItemTable['get']>[0];
type Item = NonNullable<Awaited<ReturnType<ItemTable['get']>>>;

/** What differences are judged with. */
export interface SettlePorts {
  readonly items: Pick<ItemTable, 'name' | 'get' | 'messages' | 'deletion' | 'schema' | 'time'>;
  readonly rows: Pick<TableComparison, 'schema' | 'compare'>;
  /** Waits until the pipeline has written every change up to a moment (milliseconds); false where it has not in time. */
  readonly passed: (moment: number) => Promise<boolean>;
  /** How a report lists a finding; undefined where it only counts it. */
  readonly show: (finding: Finding) => ShownFinding | undefined;
  readonly signal: AbortSignal;
}

type LookPorts = Pick<SettlePorts, 'items' | 'rows' | 'signal'>;

/** A difference that stays: as a report lists it, if it does, and what a repair needs. */
export interface SettledFinding {
  readonly kind: FindingKind;
  readonly itemKey: ItemKey;
  readonly version: number | undefined;
  readonly shown: ShownFinding | undefined;
  /** False for an item that no row of the table can have. */
  readonly isWritable: boolean;
}

/** What became of suspected keys. */
export interface Settled {
  readonly equal: number;
  readonly undecided: readonly ItemKey[];
  readonly findings: readonly SettledFinding[];
}

/** So often a key whose item keeps changing is looked at. */
const MAX_ROUNDS = 5;

/** This many items are held, and requested at the same time: an item may have 400 KB. */
const AT_ONCE = 25;

/** Versions of some sources are in whole seconds: such a change came up to this much later than its version says. */
const GRAIN_MS = 1000;

/**
 * Looks again at rows that differ: at each item, strongly consistent, and its row; where they still differ, at both twice
 * more once the pipeline has passed that moment. A difference counts only where the item has not changed meanwhile, and
 * the row is of before.
 */
export async function settle(keys: readonly ItemKey[], ports: SettlePorts): Promise<Settled> {
  const findings: SettledFinding[] = [];
  let equal = 0;
  let open = keys;
  for (let round = 0; round < MAX_ROUNDS && open.length > 0; round += 1) {
    const began = ports.items.time;
    const before = await differing(open, ports);
    equal += open.length - before.length;
    open = before.map(({ itemKey }) => itemKey);
    if (open.length === 0 || !(await ports.passed(ports.items.time))) break;
    const first = await inChunks(open, async (some) => (await observe(some, ports)).map(inBrief));
    const again: ItemKey[] = [];
    await inChunks(open, async (some, begin) => {
      for (const [index, two] of (await observe(some, ports)).entries()) {
        const looks = { before: before[begin + index]?.digest, one: first[begin + index], two, began };
        if (!isClear(looks)) again.push(two.itemKey);
        else if (two.kind === undefined) equal += 1;
        else findings.push(settled(two, ports));
      }
      return [];
    });
    open = again;
  }
  return { equal, undecided: open, findings };
}

/** Those of the keys whose rows, at this moment, differ from their items. */
export async function unequal(keys: readonly ItemKey[], ports: LookPorts): Promise<ItemKey[]> {
  return (await differing(keys, ports)).map(({ itemKey }) => itemKey);
}

/** A key whose row differs from its item, and the digest of the item. */
type Differing = Pick<Observed, 'itemKey' | 'digest'>;

async function differing(keys: readonly ItemKey[], ports: LookPorts): Promise<Differing[]> {
  return await inChunks(keys, async (some) =>
    (await observe(some, ports)).flatMap(({ itemKey, digest, kind }) =>
      kind === undefined ? [] : [{ itemKey, digest }],
    ),
  );
}

function settled({ kind = 'different', ...two }: Observed, { items, show }: SettlePorts): SettledFinding {
  const { itemKey, version, key, differences, isWritable } = two;
  const shown = show({ table: items.name, kind, key, differences, version });
  return { kind, itemKey, version, shown, isWritable };
}

/** An item's digest at first, and two looks at it and its row after the pipeline has passed that moment. */
interface Looks {
  readonly before: string | undefined;
  readonly one: Brief | undefined;
  readonly two: Brief;
  /** DynamoDB's time before all of them, in milliseconds. */
  readonly began: number;
}

/** Whether looks say anything: the item has stayed as it is, and the row is the same as it, or stays otherwise. */
function isClear({ before, one, two, began }: Looks): boolean {
  if (one?.digest !== before || two.digest !== before) return false;
  if (two.kind === undefined) return true;
  return one?.kind === two.kind && one?.version === two.version && !isLater(two.version, began);
}

/** A row of a change after the moment says nothing: the item may have been as now before that change and after it. */
function isLater(version: number | undefined, moment: number): boolean {
  return version !== undefined && version >= (moment - GRAIN_MS) * 1000;
}

/** An item and its row at one moment; of the item only its digest is kept. */
interface Observed {
  readonly itemKey: ItemKey;
  readonly digest: string;
  /** Undefined where row and item are the same. */
  readonly kind: FindingKind | undefined;
  readonly key: readonly string[];
  readonly differences: ComparedRow['differences'];
  readonly version: number | undefined;
  readonly isWritable: boolean;
}

type Brief = Pick<Observed, 'digest' | 'kind' | 'version'>;

/** Without values. */
function inBrief({ digest, kind, version }: Observed): Brief {
  return { digest, kind, version };
}

async function observe(keys: readonly ItemKey[], ports: LookPorts): Promise<Observed[]> {
  const { items: table, rows } = ports;
  const items = await getAll(keys, ports);
  const records: RecordMessage[] = [];
  for (const [index, key] of keys.entries()) {
    const item = items[index];
    const made = item === undefined ? await table.deletion(key) : await table.messages([item]);
    if (made.schema !== undefined) await rows.schema(made.schema);
    records.push(...made.records.map(withoutDeletion));
  }
  const compared = await rows.compare(records, true);
  return keys.flatMap((itemKey, index) => {
    const row = compared[index];
    return row === undefined ? [] : [observed(itemKey, items[index], row)];
  });
}

function observed(itemKey: ItemKey, item: Item | undefined, row: ComparedRow): Observed {
  const { kind, key = keyTexts(itemKey), differences, version } = row;
  const common = { itemKey, digest: itemDigest(item), key, version, isWritable: row.key !== undefined };
  if (item !== undefined) return { ...common, kind: kind === 'equal' ? undefined : kind, differences };
  return { ...common, kind: kind === 'missing' ? undefined : 'extra', differences: [] };
}

/** The values of a key as texts; binaries as base64. */
export function keyTexts(key: ItemKey): string[] {
  return Object.values(key).map(({ S, N, B }) => S ?? N ?? Buffer.from(B ?? []).toString('base64'));
}

/** Of a deleted item only the key counts. */
function withoutDeletion(message: RecordMessage): RecordMessage {
  const { _sdc_deleted_at: _, ...record } = message.record;
  return { ...message, record };
}

function getAll(keys: readonly ItemKey[], { items, signal }: LookPorts): Promise<(Item | undefined)[]> {
  return Promise.all(keys.map((key) => items.get(key, signal)));
}

async function inChunks<T>(
  keys: readonly ItemKey[],
  look: (some: readonly ItemKey[], begin: number) => Promise<readonly T[]>,
): Promise<T[]> {
  const found: T[] = [];
  for (let begin = 0; begin < keys.length; begin += AT_ONCE)
    found.push(...(await look(keys.slice(begin, begin + AT_ONCE), begin)));
  return found;
}
