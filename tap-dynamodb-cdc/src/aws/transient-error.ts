import type { ProgramError } from '@cdc-relay/singer';

/** What the tap reacts to; `fault` is what it ends with when that does not help. */
export class RecoverableError extends Error {
  readonly fault: ProgramError;

  constructor(fault: ProgramError) {
    super(fault.message, { cause: fault });
    this.fault = fault;
  }
}

/** A fault that may be over when the call is retried. */
export class TransientError extends RecoverableError {
  override readonly name = 'TransientError';
}
