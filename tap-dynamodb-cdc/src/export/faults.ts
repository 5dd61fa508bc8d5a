import { ProgramError } from '@cdc-relay/singer';

/** The fault of a file of an export that cannot be read. */
export function missing(where: string, path: string, reason: string, cause?: unknown): ProgramError {
  return new ProgramError(
    'EXPORT_FILE_MISSING',
    `The file ${path} of the export ${where} cannot be read: ${reason}.`,
    {
      remedy: 'Copy the export again, as a whole, to where it was; a restart continues with the file.',
      cause,
    },
  );
}

/** The fault of a file that does not have the content that DynamoDB wrote. */
export function corrupt(where: string, path: string, reason: string, cause?: unknown): ProgramError {
  return new ProgramError(
    'EXPORT_CORRUPT',
    `The file ${path} of the export ${where} is corrupt: ${reason}.`,
    {
      remedy: 'Copy the file again, as DynamoDB wrote it; a restart continues with it.',
      cause,
    },
  );
}

/** The fault of a place where no finished export is. */
export function notFound(where: string): ProgramError {
  return new ProgramError(
    'EXPORT_NOT_FOUND',
    `There is no finished export at ${where}: manifest-summary.json, which DynamoDB writes last, is not there.`,
    {
      remedy:
        'Wait until the export is COMPLETED (aws dynamodb describe-export), and check the place: s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT_ID, or a folder with all of its files.',
    },
  );
}
