import type { Fault } from '../aws/aws-fault.ts';
import { CREDENTIAL_FAULTS } from '../aws/credential-faults.ts';

/** What an operator can do about the faults of Kinesis and of the way to it; the first match counts. */
export const FAULTS: readonly Fault[] = [
  {
    of: /^ResourceNotFoundException$/,
    code: 'STREAM_NOT_FOUND',
    remedy:
      'Check the name of the Kinesis stream, the region and the account; the stream may have been deleted.',
    isTransient: false,
  },
  {
    of: /^ResourceInUseException$/,
    code: 'STREAM_NOT_READY',
    remedy: 'The Kinesis stream is being created or deleted; start again when it is ACTIVE.',
    isTransient: true,
  },
  ...CREDENTIAL_FAULTS,
  {
    of: /^KMSThrottling/,
    code: 'KMS_FAILED',
    remedy: 'The KMS key of the stream is used too often; raise its quota, or start again later.',
    isTransient: true,
  },
  {
    of: /^KMS/,
    code: 'KMS_FAILED',
    remedy:
      'Check that the KMS key of the stream is enabled and that the credentials have kms:Decrypt on it.',
    isTransient: false,
  },
  {
    of: /AccessDenied|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|MissingAuthentication|OptIn|InvalidClientTokenId/,
    code: 'ACCESS_DENIED',
    remedy:
      'Check the credentials; they need kinesis:ListShards, kinesis:GetShardIterator and kinesis:GetRecords on the stream.',
    isTransient: false,
  },
  {
    of: /Throttling|ThroughputExceeded|LimitExceeded|TooManyRequests/,
    code: 'KINESIS_THROTTLED',
    remedy: 'Other readers use up the limits of the shards; start again later, or use fewer readers.',
    isTransient: true,
  },
  {
    of: /^(?:ECONN|ENOTFOUND|EAI_|EPIPE|EHOST|ENET|ETIMEDOUT|ERR_STREAM|TimeoutError|NetworkingError)/,
    code: 'KINESIS_UNREACHABLE',
    remedy:
      'Check endpoint_url and region, and that this machine can reach Kinesis over the network; then start again.',
    isTransient: true,
  },
  {
    of: /^(?:SyntaxError|MalformedAnswer|Unknown)$|^EPROTO$|^HPE_|^ERR_SSL_/,
    code: 'KINESIS_ANSWER_INVALID',
    remedy:
      'Check host, port and ssl in the source URL (or endpoint_url): they must be those of Kinesis, and no proxy in between may change its answers.',
    isTransient: true,
  },
  {
    of: /^UnknownOperation/,
    code: 'OPERATION_UNKNOWN',
    remedy: 'Check that endpoint_url is the address of Kinesis.',
    isTransient: false,
  },
  {
    of: /Internal|ServiceUnavailable|RequestTimeout/,
    code: 'KINESIS_FAILED',
    remedy: 'Kinesis has an internal problem (see the AWS Health Dashboard); start again later.',
    isTransient: true,
  },
];
