import { codeOf, messageOf, ProgramError } from '@cdc-relay/singer';
import { ExpiredIterator } from './port.ts';

interface Fault {
  /** Names of SDK exceptions, or codes of the system. */
  readonly of: RegExp;
  readonly code: string;
  readonly remedy: string;
}

/** What an operator can do about the faults of Kinesis and of the way to it; the first match counts. */
const FAULTS: readonly Fault[] = [
  {
    of: /^ResourceNotFoundException$/,
    code: 'STREAM_NOT_FOUND',
    remedy:
      'Check the name of the Kinesis stream, the region and the account; the stream may have been deleted.',
  },
  {
    of: /^ResourceInUseException$/,
    code: 'STREAM_NOT_READY',
    remedy: 'The Kinesis stream is being created or deleted; start again when it is ACTIVE.',
  },
  {
    of: /^(?:CredentialsProviderError|TokenProviderError)$/,
    code: 'CREDENTIALS_MISSING',
    remedy: 'Set aws_access_key_id and aws_secret_access_key, or give credentials by the AWS default chain.',
  },
  {
    of: /AccessDenied|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|ExpiredToken|MissingAuthentication|OptIn|InvalidClientTokenId/,
    code: 'ACCESS_DENIED',
    remedy:
      'Check the credentials; they need kinesis:ListShards, kinesis:GetShardIterator and kinesis:GetRecords on the stream.',
  },
  {
    of: /^KMS/,
    code: 'KMS_FAILED',
    remedy:
      'Check that the KMS key of the stream is enabled and that the credentials may kms:Decrypt with it.',
  },
  {
    of: /Throttling|ThroughputExceeded|LimitExceeded|TooManyRequests/,
    code: 'KINESIS_THROTTLED',
    remedy: 'Other readers use up the limits of the shards; start again later, or use fewer readers.',
  },
  {
    of: /^(?:ECONN|ENOTFOUND|EAI_|EPIPE|EHOST|ENET|ETIMEDOUT|TimeoutError|NetworkingError)/,
    code: 'KINESIS_UNREACHABLE',
    remedy:
      'Check endpoint_url and region, and that the network lets this machine reach Kinesis; then start again.',
  },
];

/** Turns what the SDK threw during `action` into a fault that names it; an expired iterator is no fault. */
export function kinesisFault(error: unknown, action: string, stream: string): Error {
  const names = namesOf(error);
  if (names.includes('ExpiredIteratorException')) return new ExpiredIterator(messageOf(error));
  const fault = FAULTS.find(({ of }) => names.some((name) => of.test(name)));
  const what = `${action} of the Kinesis stream ${JSON.stringify(stream)} failed: ${names.join(' ')}: ${messageOf(error)}`;
  return new ProgramError(fault?.code ?? 'KINESIS_FAILED', what, {
    remedy: fault?.remedy ?? 'See what Kinesis says; a restart continues from the last STATE.',
    cause: error,
  });
}

function namesOf(error: unknown): string[] {
  const name = error instanceof Error ? error.name : undefined;
  return [name, codeOf(error)].filter((text) => text !== undefined && text !== 'Error').map(String);
}
