import { ProgramError } from '../errors/errors.ts';

/** CONFIG_INVALID with its problems by themselves, so that those of several checks can be reported together. */
class InvalidSettings extends ProgramError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('CONFIG_INVALID', 'The configuration is not valid:', {
      exitCode: 2,
      items: problems,
      remedy: 'Correct each listed setting; `--about` shows every setting, its type and its default.',
    });
    this.problems = problems;
  }
}

/** The fault of settings that cannot be used; `problems` are shown all at once. */
export function invalid(problems: readonly string[]): ProgramError {
  return new InvalidSettings(problems);
}

/** Runs all checks, and throws one CONFIG_INVALID that lists what each of them found. Other errors pass. */
export function checkTogether(checks: readonly (() => unknown)[]): void {
  const problems = new Set<string>();
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      if (!(error instanceof InvalidSettings)) throw error;
      for (const problem of error.problems) problems.add(problem);
    }
  }
  if (problems.size > 0) throw invalid([...problems]);
}
