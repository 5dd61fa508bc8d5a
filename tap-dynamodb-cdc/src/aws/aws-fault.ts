import { codeOf, messageOf, ProgramError } from '@cdc-relay/singer';

/** A kind of fault. */
export interface Fault {
  /** Names of SDK exceptions, or codes of the system. */
  readonly of: RegExp;
  readonly code: string;
  readonly remedy: string;
  /** Whether it may be over a little later. */
  readonly passing: boolean;
}

/** What the SDK threw, as a fault of the program. */
export interface AwsFault {
  readonly fault: ProgramError;
  readonly names: readonly string[];
  /** Whether the call may succeed a little later. */
  readonly passing: boolean;
}

/** Finds the fault in a table of them, the first match counts; `what` begins its message: `Scan of … failed`. */
export function awsFault(
  error: unknown,
  what: string,
  faults: readonly Fault[],
  otherwise: string,
): AwsFault {
  const names = namesOf(error);
  const known = faults.find(({ of }) => names.some((name) => of.test(name)));
  const fault = new ProgramError(
    known?.code ?? otherwise,
    `${what}: ${names.join(' ')}: ${messageOf(error)}`,
    {
      remedy: known?.remedy ?? 'See what AWS says; a restart continues from the last STATE.',
      cause: error,
    },
  );
  return { fault, names, passing: (known?.passing ?? isServerSide(error)) || clockCorrected(error) };
}

function namesOf(error: unknown): string[] {
  const name = error instanceof Error ? error.name : undefined;
  return [name, codeOf(error)].filter((text) => text !== undefined && text !== 'Error').map(String);
}

interface SdkMetadata {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

function isServerSide(error: unknown): boolean {
  const status = (error as SdkMetadata | null)?.$metadata?.httpStatusCode ?? 0;
  return status >= 500 || status === 429;
}

/** The SDK has learned how wrong this machine's clock is: the next signature will be right. */
function clockCorrected(error: unknown): boolean {
  return (error as SdkMetadata | null)?.$metadata?.clockSkewCorrected === true;
}
