import type { RecordMessage } from '@cdc-relay/singer';
import type { ItemTable } from 'tap-dynamodb-cdc';
import type { ComparedRow, TableComparison } from 'target-cratedb';
import type { Finding, FindingKind } from './finding.ts';
import { sameItem } from './same-item.ts';

/** A key of DynamoDB. */
export type ItemKey = Parameters<ItemTable['get']>[0];
type Item = NonNullable<Awaited<ReturnType<ItemTable['get']>>>;

/** What differences are judged with. */
export interface SettlePorts {
  readonly items: Pick<ItemTable, 'name' | 'get' | 'messages' | 'deletion' | 'schema' | 'time'>;
  readonly rows: Pick<TableComparison, 'schema' | 'compare'>;
  /** Waits until the pipeline has written every change up to a moment (milliseconds); false where it has not in time. */
  readonly passed: (moment: number) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** What became of suspected keys. */
export interface Settled {
  readonly equal: number;
  readonly undecided: readonly ItemKey[];
  readonly findings: readonly (Finding & { readonly item: Item | undefined; readonly itemKey: ItemKey })[];
}

/** So often a key whose item keeps changing is looked at. */
const MAX_ROUNDS = 5;

/** This many items are requested at the same time. */
const READERS = 10;

/**
 * Looks again at rows that differ: at each item, strongly consistent; at its row once the pipeline has passed that moment;
 * and at the item again. A difference counts only where the item has not changed meanwhile, and the row is of before.
 */
export async function settle(keys: readonly ItemKey[], ports: SettlePorts): Promise<Settled> {
  const findings: Settled['findings'][number][] = [];
  let equal = 0;
  let open = keys;
  for (let round = 0; round < MAX_ROUNDS && open.length > 0; round += 1) {
    const began = ports.items.time;
    const before = await getAll(open, ports);
    const moment = ports.items.time;
    if (!(await ports.passed(moment))) break;
    const again: ItemKey[] = [];
    const first = await observe(open, before, ports);
    const second = await observe(open, await getAll(open, ports), ports);
    for (const [index, key] of open.entries()) {
      const [one, two] = [first[index], second[index]];
      if (one === undefined || two === undefined || !sameItem(before[index], two.item)) again.push(key);
      else if (two.kind === undefined) equal += 1;
      else if (one.kind !== two.kind || one.version !== two.version || isLater(two.version, began))
        again.push(key);
      else findings.push({ ...findingOf(ports.items.name, two, two.kind), item: two.item, itemKey: key });
    }
    open = again;
  }
  return { equal, undecided: open, findings };
}

/** A row of a change after the moment says nothing: the item may have been as now before that change and after it. */
function isLater(version: number | undefined, moment: number): boolean {
  return version !== undefined && version >= moment * 1000;
}

interface Observed {
  readonly item: Item | undefined;
  /** Undefined where row and item are the same. */
  readonly kind: FindingKind | undefined;
  readonly key: readonly string[];
  readonly differences: ComparedRow['differences'];
  readonly version: number | undefined;
}

async function observe(
  keys: readonly ItemKey[],
  items: readonly (Item | undefined)[],
  { items: table, rows }: SettlePorts,
): Promise<Observed[]> {
  const records: RecordMessage[] = [];
  for (const [index, key] of keys.entries()) {
    const item = items[index];
    const made = item === undefined ? await table.deletion(key) : await table.messages([item]);
    if (made.schema !== undefined) await rows.schema(made.schema);
    records.push(...made.records.map(withoutDeletion));
  }
  const compared = await rows.compare(records, true);
  return compared.map(({ kind, key = [], differences, version }, index) => {
    const item = items[index];
    if (item !== undefined)
      return { item, kind: kind === 'equal' ? undefined : kind, key, differences, version };
    return { item, kind: kind === 'missing' ? undefined : 'extra', key, differences: [], version };
  });
}

/** Of a deleted item only the key counts. */
function withoutDeletion(message: RecordMessage): RecordMessage {
  const { _sdc_deleted_at: _, ...record } = message.record;
  return { ...message, record };
}

function findingOf(table: string, { key, differences, version }: Observed, kind: FindingKind): Finding {
  return { table, kind, key, differences, version };
}

async function getAll(
  keys: readonly ItemKey[],
  { items, signal }: SettlePorts,
): Promise<(Item | undefined)[]> {
  const found: (Item | undefined)[] = [];
  for (let begin = 0; begin < keys.length; begin += READERS)
    found.push(
      ...(await Promise.all(keys.slice(begin, begin + READERS).map((key) => items.get(key, signal)))),
    );
  return found;
}
