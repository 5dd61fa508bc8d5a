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
  await playRound(open, session.signal, 0, () => undefined);
  const runs: (readonly (Run | undefined)[])[] = [];
  for (let round = 1; round <= rounds; round += 1)
    runs.push(await playRound(open, session.signal, round, onRun));
  return resultOf(benchCase, open, runs);
}

/** One run of each side; undefined for those whose turn it is not. */
async function playRound(
  { sides }: OpenCase,
  signal: AbortSignal,
  round: number,
  onRun: OnRun,
): Promise<(Run | undefined)[]> {
  const runs: (Run | undefined)[] = [];
  for (const side of sides) {
    signal.throwIfAborted();
    if (side.once === true && round !== 1) {
      runs.push(undefined);
      continue;
    }
    await side.prepare?.();
    const run = await side.run();
    await side.check?.();
    onRun(side, run, round);
    runs.push(run);
  }
  return runs;
}
