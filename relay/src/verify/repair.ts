import type { RecordMessage, SingerMessage } from '@cdc-relay/singer';
import { type SettledFinding, type SettlePorts, settle, unequal } from './settle.ts';

/** What a repair needs of a finding. */
type Reparable = Pick<SettledFinding, 'itemKey' | 'version' | 'isWritable'>;

/** What repairs are made with. */
export interface RepairPorts extends Pick<SettlePorts, 'items' | 'rows' | 'passed' | 'signal'> {
  /** Has the target write messages, and waits until they are durable. */
  readonly write: (messages: readonly SingerMessage[]) => Promise<void>;
}

/**
 * Writes the items of findings, or their deletions, with versions that any later change beats, and looks at them again.
 * Returns how many are equal then.
 */
export async function repair(findings: readonly Reparable[], ports: RepairPorts): Promise<number> {
  const writable = findings.filter(({ isWritable }) => isWritable);
  let repaired = 0;
  for (let begin = 0; begin < writable.length; begin += AT_ONCE)
    repaired += await repairSome(writable.slice(begin, begin + AT_ONCE), ports);
  return repaired;
}

async function repairSome(findings: readonly Reparable[], ports: RepairPorts): Promise<number> {
  const { items, rows, signal, write } = ports;
  const records: RecordMessage[] = [];
  const keys: SettledFinding['itemKey'][] = [];
  for (const finding of findings) {
    const item = await items.get(finding.itemKey, signal);
    const version = repairVersion(finding.version, items.time);
    if (version === undefined) continue;
    const made =
      item === undefined
        ? await items.deletion(finding.itemKey, version)
        : await items.messages([item], version);
    if (made.schema !== undefined) await rows.schema(made.schema);
    records.push(...made.records);
    keys.push(finding.itemKey);
  }
  if (items.schema === undefined || records.length === 0) return 0;
  await write([items.schema, ...records]);
  const left = await unequal(keys, ports);
  // Items may have changed since.
  const { equal } = await settle(left, { ...ports, show: () => undefined });
  return keys.length - left.length + equal;
}

/** This many items are held, of 400 KB at most, and written together. */
const AT_ONCE = 100;

/** How far DynamoDB's clock, as it is known here, may be ahead of the times of changes. */
const MARGIN_MS = 2000;

/**
 * The version of a repair in microseconds: above that of the row, and below that of every change after the moment
 * (milliseconds) at which the item was read. Undefined where there is none, as the row is of a later change.
 */
export function repairVersion(ofRow: number | undefined, moment: number): number | undefined {
  const latest = Math.floor((moment - MARGIN_MS) * 1000) - 1;
  if (ofRow === undefined || ofRow < latest) return latest;
  return ofRow + 1 < moment * 1000 ? ofRow + 1 : undefined;
}
