import { type Cause, causeOf, point, type Report } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import type { LoadProgress } from '../state/load-progress.ts';
import type { StatePrinter } from '../state/state-printer.ts';
import type { Backlog } from '../write/backlog.ts';
import type { StreamCounts } from './counts.ts';
import { pointsOf } from './points.ts';

/** What a report of the target is made of. */
export interface Reported {
  readonly db: Database;
  readonly counts: StreamCounts;
  readonly backlog: Pick<Backlog, 'bytes'>;
  readonly progress: LoadProgress;
  readonly states: StatePrinter;
  /** For how long a record or a STATE may wait to become durable. */
  readonly readyMs: number;
}

/** Reports what the target counts, and why records do not become durable as they should. */
export function reportOf({ db, counts, backlog, progress, states, readyMs }: Reported): Report {
  const now = performance.now();
  const { count, agoMs, waitingMs } = states.kept(now);
  const undurable = progress.waitingSeconds;
  return {
    causes: [
      ...db.health.causes(now),
      ...late('NOT_DURABLE', 'the oldest record that is not durable came', undurable * 1000, readyMs),
      ...late('STATE_NOT_DURABLE', 'the oldest STATE that is not kept was safe', waitingMs, readyMs),
    ],
    points: [
      ...pointsOf(counts),
      ...db.health.points(),
      point('dynamodb_cdc_undurable_age_seconds', undurable),
      point('dynamodb_cdc_undurable_bytes', backlog.bytes),
      point('dynamodb_cdc_states_total', count),
      point('dynamodb_cdc_state_age_seconds', agoMs / 1000),
    ],
  };
}

function late(code: 'NOT_DURABLE' | 'STATE_NOT_DURABLE', what: string, ms: number, limitMs: number): Cause[] {
  return ms > limitMs ? [causeOf(code, `${what} ${Math.round(ms / 1000)} s ago`)] : [];
}
