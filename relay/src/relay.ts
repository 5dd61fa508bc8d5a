import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@cdc-relay/singer';
import type { Outlook } from './health/outlook.ts';
import { importCheckpoints } from './pair/checkpoints.ts';
import type { Commands } from './pair/commands.ts';
import { fetchState, stateText } from './pair/kept-state.ts';
import { runPair } from './pair/run-pair.ts';
import type { Ended, Listener } from './pair/running-program.ts';
import { describeEnd, pipelineFailed } from './restart/faults.ts';
import {
  endedAsAsked,
  failureOf,
  type RestartLimits,
  restartAfter,
  waitsForOther,
} from './restart/policy.ts';
import type { Reporter } from './status/reporter.ts';

/** What the relay works with. */
export interface RelayPorts {
  readonly log: Logger;
  readonly reporter: Reporter;
  readonly outlook: Outlook;
  /** Asks it to end. */
  readonly signal: AbortSignal;
  /** A folder of its own for the state on its way to the tap. */
  readonly folder: string;
}

/** A pair that ran for so long has worked, also where nothing came: at the start calls are retried for some minutes. */
const LONG_RUN_MS = 600_000;

/**
 * Runs the pipeline until it has come to its end or is asked to, again after each failure. Failures are counted from zero again
 * whenever the state has moved since the last one; waiting for another process is none. Throws PIPELINE_FAILED.
 */
export async function relay(commands: Commands, limits: RestartLimits, ports: RelayPorts): Promise<void> {
  const { signal, log } = ports;
  let failures = 0;
  let stateBefore: string | undefined;
  let hasWorked = false;
  let wasWaiting = false;
  while (!signal.aborted) {
    const begun = performance.now();
    const { ended, state } = await runOnce(commands, ports);
    const failure = failureOf(ended);
    const isWaiting = failure !== undefined && waitsForOther(failure, limits);
    if (failure === undefined || (signal.aborted && (isWaiting || endedAsAsked(ended)))) return;
    hasWorked ||= ports.reporter.hasLoaded || performance.now() - begun > LONG_RUN_MS;
    const isSame = (state === undefined || state === stateBefore) && isWaiting === wasWaiting;
    failures = isSame ? failures + 1 : 1;
    wasWaiting = isWaiting;
    stateBefore = state ?? stateBefore;
    const past = { failures, hasWorked };
    const seconds = signal.aborted ? undefined : restartAfter(failure, past, limits);
    if (seconds === undefined) throw pipelineFailed(failure, past);
    ports.outlook.restarts(failure, seconds);
    ports.reporter.fails();
    const next = isWaiting
      ? 'waiting for the other process, next start'
      : `restart ${failures} of ${limits.most}`;
    log.warning(`${describeEnd(failure)}; ${next} in ${seconds} s`);
    await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }
}

/** Runs the pipeline from the kept state; `state` is that one, undefined when it could not be had. */
async function runOnce(
  commands: Commands,
  { reporter, outlook, signal, folder }: RelayPorts,
): Promise<{ ended: Ended[]; state: string | undefined }> {
  const { tap, target } = commands;
  const statePath = join(folder, 'state.json');
  const ports = { signal, listener: heardBy(reporter, outlook) };
  const fetched = await fetchState(target, statePath, ports);
  if (signal.aborted) return { ended: [], state: undefined };
  if (fetched.code !== 0) return { ended: [fetched], state: undefined };
  const state = stateText(statePath);
  const imported = await importCheckpoints(commands, state, join(folder, 'checkpoints.jsonl'), ports);
  if (signal.aborted) return { ended: [], state: undefined };
  if (imported.failed !== undefined) return { ended: [imported.failed], state };
  reporter.starts();
  const reading = { ...tap, args: [...tap.args, ...imported.args] };
  return { ended: await runPair({ tap: reading, target }, statePath, ports), state };
}

/** Lines and metrics go to the status, reports and what else happens to the outlook. */
function heardBy(reporter: Reporter, outlook: Outlook): Listener {
  return {
    line: (text) => reporter.line(text),
    metric: (name, metric) => reporter.metric(name, metric),
    report: (name, report) => outlook.report(name, report),
    notice: (name, notice) => outlook.notice(name, notice),
    started: (name) => outlook.started(name),
    ended: (end) => outlook.ended(end),
  };
}
