import { ProgramError } from '@cdc-relay/singer';
import { quoteTable, type TableName } from '../sql/quote.ts';
import type { LeaseRow } from './lease-store.ts';

const SEVERAL =
  'Let tables that several processes write (shares of a snapshot among them) have delete_mode: tombstone or mark; or, if each process writes keys of its own, give each another writer_group.';

/** Another process holds the lease of a table. */
export function tableInUse(name: TableName, { holder, since }: LeaseRow): ProgramError {
  return new ProgramError(
    'TABLE_IN_USE',
    `Another process writes ${quoteTable(name)}: process ${holder.pid} on ${holder.host}, since ${since}. With delete_mode: remove one process writes a table at a time.`,
    {
      remedy: `End that process, or wait longer for its end (lease_wait_seconds). ${SEVERAL}`,
    },
  );
}

/** Another process writes a table as the only one, while this one would write it as one of several. */
export function tableOfOneWriter(name: TableName, { holder, since }: LeaseRow): ProgramError {
  return new ProgramError(
    'TABLE_IN_USE',
    `Another process writes ${quoteTable(name)} with delete_mode: remove: process ${holder.pid} on ${holder.host}, since ${since}. It would not see the deletions that this one leaves in the table.`,
    { remedy: 'End that process, then start this one; or start that one with the same delete_mode.' },
  );
}

/** Another process has taken the lease of a table. */
export function leaseLost(table: string): ProgramError {
  return new ProgramError(
    'TABLE_LEASE_LOST',
    `Another process has taken over the table ${JSON.stringify(table)}, as this one did not renew its lease in time: it was stopped, or had no connection. Nothing more is written.`,
    { remedy: `Let one process write the table; the next start goes on from the last STATE. ${SEVERAL}` },
  );
}

const OWN_STATE = 'a run beside it needs a state of its own (another state_id or --state-file)';

/** Another process keeps the same state. */
export function stateInUse(state: string, { holder, since }: LeaseRow): ProgramError {
  return new ProgramError(
    'STATE_IN_USE',
    `Another run keeps ${state}: process ${holder.pid} on ${holder.host}, since ${since}. A state belongs to one run at a time.`,
    { remedy: `End that process, or wait longer for its end (lease_wait_seconds); ${OWN_STATE}.` },
  );
}

/** Another process has taken the lease of the state. */
export function stateLeaseLost(state: string): ProgramError {
  return new ProgramError(
    'STATE_LEASE_LOST',
    `Another run has taken over ${state}, as this one did not renew its lease in time (it was stopped, or had no connection), or the lease was removed. No state is kept any more.`,
    { remedy: `Let one run use the state: the next start goes on from it; ${OWN_STATE}.` },
  );
}
