import { type Finding, failure, judgeClock, ok, ProgramError, warn } from '@cdc-relay/singer';
import { Database } from '../connection/database.ts';
import { statementError } from '../connection/statement-error.ts';
import { exposure } from '../destination/exposure.ts';
import type { HostPort } from '../destination/target-url.ts';
import type { CheckParts } from './parts.ts';
import { judgeNodes, judgeServer } from './server.ts';

/** Asks each node that the settings name what it is. */
export async function lookAtServers(parts: CheckParts): Promise<Finding[]> {
  const nodes = parts.options.destination.hosts.map((host) => lookAtServer(parts, host));
  return judgeNodes(await Promise.all(nodes));
}

async function lookAtServer({ options, log, signal }: CheckParts, host: HostPort): Promise<Finding> {
  const { destination } = options;
  await using db = new Database({ ...destination, hosts: [host] }, options.database, log, signal);
  try {
    const { rows } = await db.query<{ version: string }>('SELECT version() AS version');
    const where = `${host.host}:${host.port}`;
    return judgeServer(where, rows[0]?.version ?? '', destination.user, destination.tls !== undefined);
  } catch (error) {
    const fault = statementError(error);
    if (fault instanceof ProgramError) return failure(fault);
    throw error;
  }
}

/** Whether what is sent can be read on its way. */
export async function lookAtEncryption({ options: { destination } }: CheckParts): Promise<Finding[]> {
  const exposed = exposure(destination);
  if (exposed !== undefined) return [warn(exposed)];
  return [
    ok(destination.tls === undefined ? 'none is needed on this machine' : 'the connection is encrypted'),
  ];
}

/** Compares CrateDB's clock with this machine's. */
export async function lookAtClock({ db }: CheckParts): Promise<Finding[]> {
  const sentMs = Date.now();
  const { rows } = await db.query<{ time: Date }>('SELECT current_timestamp AS "time"');
  const timeMs = Number(rows[0]?.time);
  return [judgeClock('CrateDB', { sentMs, timeMs, receivedMs: Date.now(), grainMs: 1 })];
}
