import { PIPE_CLOSED, ProgramError } from '@cdc-relay/singer';
import type { Ended } from '../pair/running-program.ts';
import type { Past } from './policy.ts';

/** How a program ended, in words. */
export function describeEnd({ name, code, signal, fault }: Ended): string {
  if (code === PIPE_CLOSED) return `${name} ended because its reader had ended`;
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  return `${name} ${how}${fault === undefined ? '' : ` (${fault})`}`;
}

/** What to do about how a program ended. */
export function remedyOf({ name, fault }: Ended): string {
  return `See its error in the log; \`${name} --explain ${fault}\` says more.`;
}

/** The error of a pipeline that is not restarted. */
export function pipelineFailed(last: Ended, { failures, hasWorked }: Past): ProgramError {
  const times = failures === 1 ? '' : ` ${failures} times in a row without progress, the last time`;
  const more = last.fault === undefined ? '' : `, and \`${last.name} --explain ${last.fault}\` says more`;
  return new ProgramError('PIPELINE_FAILED', `The pipeline failed${times} because ${describeEnd(last)}.`, {
    remedy: `${whyNotAgain(last, hasWorked)}See its error above${more}. The state is kept: once the cause is fixed, the same command continues.`,
    // A wrong setting is one of the relay's, wherever it is noticed.
    exitCode: last.code === 2 ? 2 : 1,
  });
}

function whyNotAgain({ restart }: Ended, hasWorked: boolean): string {
  if (restart === 'never') return 'A restart would end in the same error. ';
  return restart === 'later' && !hasWorked ? 'A restart would not help before that is changed. ' : '';
}
