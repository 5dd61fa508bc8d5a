import type { ErrorCatalogue } from '../errors/error-catalogue.ts';
import { messageOf, PIPE_CLOSED, ProgramError } from '../errors/errors.ts';
import type { Logger } from '../log/logger.ts';
import { parentChannel } from './parent.ts';

/**
 * Logs why a program ends: the code of the fault, what happened and what to do (the remedy of `catalogue` where the
 * fault has none), and at the level `debug` the stack of a defect. Returns the exit code.
 */
export function reportFault(error: unknown, program: string, catalogue: ErrorCatalogue, log: Logger): number {
  const fault = error instanceof ProgramError ? error : new Unexpected(error);
  const { code, headline, items, exitCode } = fault;
  parentChannel()?.({ fault: code, restart: catalogue[code]?.restart ?? 'helps' });
  const list = items.map((item) => `- ${item}`);
  const remedy = fault.remedy ?? catalogue[code]?.remedy ?? '';
  // Whoever closed the pipe has said why, or has seen enough: `… | head -3`.
  if (exitCode === PIPE_CLOSED) log.info(`${code}: ${headline}`);
  else log.error(`${code}: ${headline}`, [...list, remedy, `More: ${program} --explain ${code}`]);
  if (code === 'UNEXPECTED' && error instanceof Error) log.debug('stack', {}, error.stack?.split('\n'));
  return exitCode;
}

/** A defect of the program. */
class Unexpected extends ProgramError {
  constructor(cause: unknown) {
    super('UNEXPECTED', messageOf(cause), { cause });
  }
}
