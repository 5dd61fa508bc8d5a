import type { Fault } from '../aws/aws-fault.ts';
import { CREDENTIAL_FAULTS } from '../aws/credential-faults.ts';

/** What an operator can do about the faults of DynamoDB and of the way to it; the first match counts. */
export const FAULTS: readonly Fault[] = [
  {
    of: /^ResourceNotFoundException$/,
    code: 'TABLE_NOT_FOUND',
    remedy: 'Check the name of the table, the region and the account; the table may have been deleted.',
    isTransient: false,
  },
  ...CREDENTIAL_FAULTS,
  {
    of: /AccessDenied|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|MissingAuthentication|OptIn|InvalidClientTokenId/,
    code: 'ACCESS_DENIED',
    remedy:
      'Check the credentials; snapshots need dynamodb:DescribeTable on the tables, dynamodb:Scan where they are scanned, and dynamodb:ListTables where the setting "tables" has patterns.',
    isTransient: false,
  },
  {
    of: /Throttling|ThroughputExceeded|RequestLimitExceeded|LimitExceeded|TooManyRequests/,
    code: 'DYNAMODB_THROTTLED',
    remedy: 'The read capacity of the table is used up; set snapshot_read_units, or start again later.',
    isTransient: true,
  },
  {
    of: /^(?:ECONN|ENOTFOUND|EAI_|EPIPE|EHOST|ENET|ETIMEDOUT|ERR_STREAM|TimeoutError|NetworkingError)/,
    code: 'DYNAMODB_UNREACHABLE',
    remedy:
      'Check dynamodb_endpoint_url, endpoint_url and region, and that this machine can reach DynamoDB over the network; then start again.',
    isTransient: true,
  },
  {
    of: /^ValidationException$/,
    code: 'SCAN_REFUSED',
    remedy:
      'The table may have been created again with another key during its snapshot: start without a state.',
    isTransient: false,
  },
  {
    of: /^UnknownOperation/,
    code: 'OPERATION_UNKNOWN',
    remedy: 'Check that dynamodb_endpoint_url, or endpoint_url, is the address of DynamoDB.',
    isTransient: false,
  },
  {
    of: /^(?:SyntaxError|MalformedAnswer|Unknown)$|^EPROTO$|^HPE_|^ERR_SSL_/,
    code: 'DYNAMODB_ANSWER_INVALID',
    remedy:
      'Check dynamodb_endpoint_url, or host, port and ssl of the endpoint: they must be those of DynamoDB, and no proxy in between may change its answers.',
    isTransient: true,
  },
  {
    of: /Internal|ServiceUnavailable|RequestTimeout/,
    code: 'DYNAMODB_FAILED',
    remedy: 'DynamoDB has an internal problem (see the AWS Health Dashboard); start again later.',
    isTransient: true,
  },
];

/** The same for exports to S3. */
export const EXPORT_FAULTS: readonly Fault[] = [
  {
    of: /^PointInTimeRecoveryUnavailableException$/,
    code: 'POINT_IN_TIME_RECOVERY_OFF',
    remedy:
      'Enable it (aws dynamodb update-continuous-backups --table-name TABLE --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true) and start again, or scan the table with snapshot_source "scan".',
    isTransient: false,
  },
  {
    of: /^ExportNotFoundException$/,
    code: 'EXPORT_FAILED',
    remedy: 'Start without a state, so that the tap asks for a new export.',
    isTransient: false,
  },
  {
    of: /^(?:ValidationException|ExportConflictException|InvalidExportTimeException|TableNotFoundException)$/,
    code: 'EXPORT_REFUSED',
    remedy:
      'Check the bucket and the prefix of snapshot_export_to, and that both are of the account that they should be.',
    isTransient: false,
  },
  {
    of: /AccessDenied/,
    code: 'ACCESS_DENIED',
    remedy:
      'Check the credentials; an export needs dynamodb:ExportTableToPointInTime on the table, dynamodb:DescribeExport on the export, and s3:PutObject and s3:AbortMultipartUpload on the bucket.',
    isTransient: false,
  },
  ...FAULTS,
];
