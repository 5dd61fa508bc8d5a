import { readFileSync } from 'node:fs';
import type { ChangeRecord } from '../support/dynamodb/change-record.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { type History, makeHistory } from '../support/dynamodb/history.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { type OpenProcess, openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';

/** The settings of a relay in tests, apart from its ends: pauses that are no use in tests are short. */
export const QUICK = {
  DYNAMODB_CDC_RELAY_RESTART_WAIT_SECONDS: '0.01',
  TAP_DYNAMODB_CDC_IDLE_SLEEP: '0.05',
  TARGET_CRATEDB_BATCH_WAIT_LIMIT_SECONDS: '0.1',
};

/** Starts a relay that follows; disposing of it kills it. */
export function startRelay(source: string, target: string, env: Record<string, string> = {}): OpenProcess {
  return openProcess(BIN.relay, [source, target], { ...QUICK, ...env });
}

/** A history of the table `orders`, and its change records. */
export function ordersHistory(seed: number, operations: number): History & { records: ChangeRecord[] } {
  const history = makeHistory({ seed, operations, tables: [orders] });
  const random = seededRandom(seed);
  return { ...history, records: history.changes.map((change) => changeRecord(change, random)) };
}

/** The processes that a process has started, by the name of their program (Linux). */
export function childrenOf(pid: number): Record<'tap' | 'target' | 'relay', number | undefined> {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const named = (name: string): number | undefined => pids.find((child) => nameOf(child) === name);
  return { tap: named('tap-dynamodb-cd'), target: named('target-cratedb'), relay: named('dynamodb-cdc-re') };
}

/** Whether a process is there and has not ended. */
export function isRunning(pid: number | undefined): boolean {
  return pid !== undefined && (stat(pid)?.split(') ')[1]?.[0] ?? 'Z') !== 'Z';
}

/** The name of a process, cut to 15 characters by the kernel. */
function nameOf(pid: number): string | undefined {
  return /\((.*)\)/.exec(stat(pid) ?? '')?.[1];
}

function stat(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}
