import { ProgramError } from '@cdc-relay/singer';

/** The fault of a line that cannot be loaded: names the line, the stream where there is one, and the reason. */
export function lineFault(
  line: number,
  stream: string | undefined,
  reason: string,
  cause?: unknown,
): ProgramError {
  const where = stream === undefined ? `Line ${line}` : `Line ${line}, stream ${JSON.stringify(stream)}`;
  return new ProgramError('INPUT_INVALID', `${where}: ${reason}.`, {
    remedy:
      'Everything before it has been written; correct the tap or the line and start again from the last STATE.',
    cause,
  });
}
