import { expect, test } from 'vitest';
import { type Call, kinesisFault, MalformedAnswer } from './faults.ts';
import { ExpiredIterator, PassingFault, PositionGone } from './port.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error('said so'), { name, ...more });
const CALL: Call = { action: 'GetRecords', stream: 'cdc', gone: undefined };

test.each([
  [named('ResourceNotFoundException'), 'STREAM_NOT_FOUND'],
  [named('CredentialsProviderError'), 'CREDENTIALS_MISSING'],
  [named('AccessDeniedException'), 'ACCESS_DENIED'],
  [named('UnrecognizedClientException'), 'ACCESS_DENIED'],
  [named('KMSDisabledException'), 'KMS_FAILED'],
  [named('KMSAccessDeniedException'), 'KMS_FAILED'],
  [named('UnknownOperationException'), 'OPERATION_UNKNOWN'],
  [named('InvalidArgumentException'), 'KINESIS_FAILED'],
  ['said so', 'KINESIS_FAILED'],
])('%s ends the program: %s', (error, code) => {
  const fault = kinesisFault(error, CALL);
  expect(fault).toMatchObject({ code, cause: error });
  expect(fault.message).toMatch(/GetRecords of the Kinesis stream "cdc" failed: .*said so/);
});

test.each([
  [named('ResourceInUseException'), 'STREAM_NOT_READY'],
  [named('KMSThrottlingException'), 'KMS_FAILED'],
  [named('ProvisionedThroughputExceededException'), 'KINESIS_THROTTLED'],
  [named('LimitExceededException'), 'KINESIS_THROTTLED'],
  [named('Error', { code: 'ECONNREFUSED' }), 'KINESIS_UNREACHABLE'],
  [named('TimeoutError'), 'KINESIS_UNREACHABLE'],
  [named('InternalFailureException'), 'KINESIS_FAILED'],
  [named('NeverHeardOf', { $metadata: { httpStatusCode: 502 } }), 'KINESIS_FAILED'],
  [named('InvalidSignatureException', { $metadata: { clockSkewCorrected: true } }), 'ACCESS_DENIED'],
  [named('SyntaxError'), 'KINESIS_ANSWER_INVALID'],
  [new MalformedAnswer('said so'), 'KINESIS_ANSWER_INVALID'],
])('%s may pass: %s', (error, code) => {
  const fault = kinesisFault(error, CALL);
  expect(fault).toBeInstanceOf(PassingFault);
  expect(fault).toMatchObject({ fault: { code, cause: error } });
});

test.each([
  ['ExpiredIteratorException', ExpiredIterator],
  ['ResourceNotFoundException', PositionGone],
])('%s about a shard is for its reader', (name, type) => {
  expect(kinesisFault(named(name), { ...CALL, gone: /^ResourceNotFound/ })).toBeInstanceOf(type);
});
