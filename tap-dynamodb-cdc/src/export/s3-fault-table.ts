import type { Fault } from '../aws/aws-fault.ts';
import { CREDENTIAL_FAULTS } from '../aws/credential-faults.ts';

/** What an operator can do about the faults of S3 and of the way to it; the first match counts. */
export const S3_FAULTS: readonly Fault[] = [
  {
    of: /^(?:NoSuchKey|NotFound|PreconditionFailed|InvalidRange|InvalidObjectState)$/,
    code: 'EXPORT_FILE_MISSING',
    remedy: 'Put the file back as DynamoDB wrote it, where it was; a restart continues with it.',
    isTransient: false,
  },
  {
    of: /^(?:NoSuchBucket|PermanentRedirect|InvalidBucketName)$/,
    code: 'EXPORT_NOT_FOUND',
    remedy: 'Check the bucket, its region and the account.',
    isTransient: false,
  },
  ...CREDENTIAL_FAULTS,
  {
    of: /AccessDenied|Forbidden|InvalidAccessKeyId|InvalidToken|SignatureDoesNotMatch|AllAccessDisabled/,
    code: 'ACCESS_DENIED',
    remedy:
      'Check the credentials; an export needs s3:GetObject on its files (without s3:ListBucket, S3 also says this of a file that is not there), and kms:Decrypt where a key of your own encrypts them.',
    isTransient: false,
  },
  {
    of: /^(?:ECONN|ENOTFOUND|EAI_|EPIPE|EHOST|ENET|ETIMEDOUT|ERR_STREAM|TimeoutError|NetworkingError)/,
    code: 'S3_UNREACHABLE',
    remedy:
      'Check s3_endpoint_url, endpoint_url and region, and that this machine can reach S3 over the network; then start again.',
    isTransient: true,
  },
  {
    of: /SlowDown|Throttling|TooManyRequests|Internal|ServiceUnavailable|RequestTimeout|^SyntaxError$|^Unknown/,
    code: 'S3_FAILED',
    remedy: 'S3 has an internal problem, or something in between answers; start again later.',
    isTransient: true,
  },
];
