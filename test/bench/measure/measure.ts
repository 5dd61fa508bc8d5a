import type { BenchCase, OpenCase, Run, Session, Side } from '../case.ts';
import { type CaseResult, resultOf } from '../report/result.ts';
import { Scope } from './scope.ts';

/** Called for each run as it ends. */
export type OnRun = (side: Side, run: Run, round: number) => void;

/**
 * Measures a case: its sides take turns (A B A B …), so that whatever else the machine does hits all of them. A first
 * round, which fills caches, is not counted.
 */
export async function measure(
  benchCase: BenchCase,
  session: Session,
  rounds: number,
  onRun: OnRun,
): Promise<CaseResult> {
  await using scope = new Scope();
  const open = await benchCase.open(session, scope);
  await playRound(open, session.signal, () => undefined);
  const runs: Run[][] = [];
  for (let round = 1; round <= rounds; round += 1) {
    runs.push(await playRound(open, session.signal, (side, run) => onRun(side, run, round)));
  }
  return resultOf(benchCase, open, runs);
}

/** One run of each side. */
async function playRound(
  { sides }: OpenCase,
  signal: AbortSignal,
  onRun: (side: Side, run: Run) => void,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const side of sides) {
    signal.throwIfAborted();
    await side.prepare?.();
    const run = await side.run();
    await side.check?.();
    onRun(side, run);
    runs.push(run);
  }
  return runs;
}
