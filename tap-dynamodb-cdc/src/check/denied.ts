import { type Finding, fail, failure, ProgramError, warn } from '@cdc-relay/singer';
import { RecoverableError } from '../aws/transient-error.ts';

/** What AWS answers who may not do something; other refusals are about the credentials themselves. */
const DENIED = /^AccessDenied/;

/** Calls that a run cannot do without: names the IAM action that is missing, where that is the reason. */
export function required(action: string, error: unknown): Finding {
  const fault = faultOf(error);
  if (isDenied(fault))
    return fail(
      `${action} is not permitted: allow it in the policy of this identity. AWS says: ${causeOf(fault)}`,
    );
  const finding = failure(fault);
  return fault.code.endsWith('_THROTTLED') ? { ...finding, level: 'warn' } : finding;
}

/** Calls that a run can do without; `lost` is what is then not known. */
export function optional(action: string, error: unknown, lost: string): Finding {
  const fault = faultOf(error);
  const why = isDenied(fault) ? 'is not permitted' : `does not work here (${fault.code})`;
  return warn(`${action} ${why}: ${lost}`);
}

/** True where AWS says that an identity may not do something. */
function isDenied({ code, cause }: ProgramError): boolean {
  return code === 'ACCESS_DENIED' && cause instanceof Error && DENIED.test(cause.name);
}

function causeOf({ cause, message }: ProgramError): string {
  return cause instanceof Error ? cause.message : message;
}

function faultOf(error: unknown): ProgramError {
  const fault = error instanceof RecoverableError ? error.fault : error;
  if (fault instanceof ProgramError) return fault;
  throw error;
}
