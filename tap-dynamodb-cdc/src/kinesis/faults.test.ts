import { expect, test } from 'vitest';
import { kinesisFault } from './faults.ts';
import { ExpiredIterator } from './port.ts';

const named = (name: string) => Object.assign(new Error('said so'), { name });

test.each([
  [named('ResourceNotFoundException'), 'STREAM_NOT_FOUND'],
  [named('ResourceInUseException'), 'STREAM_NOT_READY'],
  [named('CredentialsProviderError'), 'CREDENTIALS_MISSING'],
  [named('AccessDeniedException'), 'ACCESS_DENIED'],
  [named('UnrecognizedClientException'), 'ACCESS_DENIED'],
  [named('KMSDisabledException'), 'KMS_FAILED'],
  [named('KMSThrottlingException'), 'KMS_FAILED'],
  [named('ProvisionedThroughputExceededException'), 'KINESIS_THROTTLED'],
  [Object.assign(new Error('said so'), { code: 'ECONNREFUSED' }), 'KINESIS_UNREACHABLE'],
  [named('TimeoutError'), 'KINESIS_UNREACHABLE'],
  [named('InternalFailureException'), 'KINESIS_FAILED'],
  ['said so', 'KINESIS_FAILED'],
])('%s: %s', (error, code) => {
  const fault = kinesisFault(error, 'GetRecords', 'cdc');
  expect(fault).toMatchObject({ code, cause: error });
  expect(fault.message).toMatch(/GetRecords of the Kinesis stream "cdc" failed: .*said so/);
});

test('an expired iterator is no fault', () => {
  expect(kinesisFault(named('ExpiredIteratorException'), 'GetRecords', 'cdc')).toBeInstanceOf(
    ExpiredIterator,
  );
});
