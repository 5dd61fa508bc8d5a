import type { Outcome } from '../support/programs/run.ts';

/** A line of Meltano's log with `--log-format=json`; of the programs' own fields, those that tests look at. */
export interface LogLine {
  readonly level: string;
  readonly event: string;
  /** Which program said it; absent for Meltano's own lines. */
  readonly app_name?: string;
  readonly received?: number;
}

/** The lines of the log, on whichever stream they stand. */
export function logOf({ stdout, stderr }: Pick<Outcome, 'stdout' | 'stderr'>): LogLine[] {
  return `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}

/** How many records the target says, at its end, that it received. */
export function received(outcome: Outcome): number | undefined {
  return logOf(outcome).find(({ app_name, event }) => app_name === 'target-cratedb' && event === 'done')
    ?.received;
}
