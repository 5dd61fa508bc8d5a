import type { ErrorCatalogue, ErrorEntry } from '@cdc-relay/singer';

/** Errors of the Lambda function itself; those of the decoder and the target are theirs. */
export const ERRORS = {
  DEAD_LETTER_UNSENT: {
    restart: 'helps',
    cause:
      'A bad record could not be sent to the SQS queue or the S3 bucket of `DYNAMODB_CDC_LAMBDA_DEAD_LETTERS`: the function may not write there, or cannot reach it from its VPC, or the record is larger than the MiB that a message of SQS may have.',
    remedy:
      'Nothing is lost: the record counts as not delivered. Allow the role of the function `sqs:SendMessage` or `s3:PutObject`, give the VPC an endpoint for the service, and use S3 for large records.',
  },
  EVENT_UNKNOWN: {
    restart: 'never',
    cause:
      'The function was called with something else than records of a Kinesis stream or of DynamoDB Streams.',
    remedy:
      'Call it by an event source mapping on a Kinesis stream or on the stream of a table. Set no input transformation, and no other trigger.',
  },
  SECRET_UNREADABLE: {
    restart: 'later',
    cause:
      'The secret or parameter of a variable that ends in `_ARN` could not be read, or it is not what the ARN says: the function may not read it, cannot reach the service from its VPC, or the member that the ARN names is missing.',
    remedy:
      'Allow the role of the function `secretsmanager:GetSecretValue` or `ssm:GetParameter` on it (and `kms:Decrypt` on its key), and give the VPC an endpoint for the service. Lambda keeps the records meanwhile.',
  },
  INVOCATION_OUT_OF_TIME: {
    restart: 'helps',
    cause:
      'The time that AWS Lambda gives an invocation was about to end before CrateDB had all of its records: CrateDB is slow or cannot be reached, or the batch is too large.',
    remedy:
      'Nothing is lost: the answer names the first record that is not in CrateDB, and Lambda delivers from there again. If it happens often, look at CrateDB first, then give the function a longer timeout or its event source mapping a smaller BatchSize.',
  },
} satisfies ErrorCatalogue;

declare module '@cdc-relay/singer' {
  interface ErrorCodes extends Record<keyof typeof ERRORS, ErrorEntry> {}
}
