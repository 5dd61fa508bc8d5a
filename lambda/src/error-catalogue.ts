import type { ErrorCatalogue, ErrorEntry } from '@cdc-relay/singer';

/** Errors of the Lambda function itself; those of the decoder and the target are theirs. */
export const ERRORS = {
  EVENT_UNKNOWN: {
    cause:
      'The function was called with something else than records of a Kinesis stream or of DynamoDB Streams.',
    remedy:
      'Call it by an event source mapping on a Kinesis stream or on the stream of a table. Set no input transformation, and no other trigger.',
  },
  INVOCATION_OUT_OF_TIME: {
    cause:
      'The time that AWS Lambda gives an invocation was about to end before CrateDB had all of its records: CrateDB is slow or cannot be reached, or the batch is too large.',
    remedy:
      'Nothing is lost: the answer names the first record that is not in CrateDB, and Lambda delivers from there again. If it happens often, look at CrateDB first, then give the function a longer timeout or its event source mapping a smaller BatchSize.',
  },
} satisfies ErrorCatalogue;

declare module '@cdc-relay/singer' {
  interface ErrorCodes extends Record<keyof typeof ERRORS, ErrorEntry> {}
}
