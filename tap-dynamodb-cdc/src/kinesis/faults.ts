import { codeOf, messageOf, ProgramError } from '@cdc-relay/singer';
import { FAULTS } from './fault-table.ts';
import { ExpiredIterator, PassingFault, PositionGone } from './port.ts';

/** Status 200, but not what was asked for. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/** What a call was about; `gone`: the exceptions that are about its shard or position, not about the stream. */
export interface Call {
  readonly action: string;
  readonly stream: string;
  readonly gone: RegExp | undefined;
}

/** Turns what the SDK threw during a call into ExpiredIterator, PositionGone, PassingFault, or a fault for good. */
export function kinesisFault(error: unknown, call: Call): Error {
  const names = namesOf(error);
  const known = FAULTS.find(({ of }) => names.some((name) => of.test(name)));
  const fault = new ProgramError(known?.code ?? 'KINESIS_FAILED', describe(error, names, call), {
    remedy: known?.remedy ?? 'See what Kinesis says; a restart continues from the last STATE.',
    cause: error,
  });
  if (names.includes('ExpiredIteratorException')) return new ExpiredIterator(fault);
  if (names.some((name) => call.gone?.test(name))) return new PositionGone(fault);
  const passing = known?.passing ?? isServerSide(error);
  return passing || clockCorrected(error) ? new PassingFault(fault) : fault;
}

function describe(error: unknown, names: readonly string[], { action, stream }: Call): string {
  return `${action} of the Kinesis stream ${JSON.stringify(stream)} failed: ${names.join(' ')}: ${messageOf(error)}`;
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
