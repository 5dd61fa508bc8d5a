import { codeOf, type ErrorCode, invalidSettings, messageOf, ProgramError } from '@cdc-relay/singer';
import { type Answer, answerBehind, answerOf } from './answer.ts';

/** A kind of fault. */
export interface Fault {
  /** Names of SDK exceptions, or codes of the system. */
  readonly of: RegExp;
  /** What the message has to say as well. */
  readonly saying?: RegExp;
  readonly code: ErrorCode;
  readonly remedy: string;
  /** Whether it is transient. */
  readonly isTransient: boolean;
}

/** What the SDK threw, as a fault of the program. */
export interface AwsFault {
  readonly fault: ProgramError;
  readonly names: readonly string[];
  /** Whether the call may succeed a little later. */
  readonly isTransient: boolean;
  /** What kind of answer it was, if any. */
  readonly answer: Answer;
}

/** What the SDK says before any call, without a name or code. */
const NO_REGION = /^Region (?:is missing|not accepted)/;

/** What the SDK adds for whoever debugs it. */
const DEVELOPERS_HINT = /\n\s*Deserialization error: to see the raw response.*$/s;

/** Finds the fault in a table of them, the first match counts; `what` begins its message: `Scan of … failed`. */
export function awsFault(
  error: unknown,
  what: string,
  faults: readonly Fault[],
  otherwise: ErrorCode,
): AwsFault {
  const names = namesOf(error);
  const message = messageOf(error).replace(DEVELOPERS_HINT, '');
  const answer = answerOf(error, names);
  if (names.length === 0 && NO_REGION.test(message))
    return { fault: noRegion(message), names, isTransient: false, answer };
  const known = faults.find(
    ({ of, saying }) => names.some((name) => of.test(name)) && (saying?.test(message) ?? true),
  );
  const fault = new ProgramError(
    known?.code ?? otherwise,
    `${what}: ${[...names, `${message}${answerBehind(error, names)}`].join(': ')}`,
    {
      remedy: known?.remedy ?? 'Read what AWS says; a restart continues from the last STATE.',
      cause: error,
    },
  );
  return {
    fault,
    names,
    isTransient: (known?.isTransient ?? isServerSide(error)) || clockCorrected(error),
    answer,
  };
}

function noRegion(message: string): ProgramError {
  return invalidSettings([
    `no AWS region is known (${message.replace(/\.$/, '')}): add ?region=REGION to the source URL, such as ?region=eu-central-1, or set "region", AWS_REGION or the region of the profile`,
  ]);
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
