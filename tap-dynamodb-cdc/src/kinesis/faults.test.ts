import { expect, test } from 'vitest';
import { FirstAnswer } from '../aws/first-answer.ts';
import { TransientError } from '../aws/transient-error.ts';
import { type Call, kinesisFault, MalformedAnswer } from './faults.ts';
import { ExpiredIterator, PositionGone } from './port.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error('said so'), { name, ...more });
const CALL: Call = { action: 'GetRecords', stream: 'cdc', gone: undefined, first: new FirstAnswer() };
await CALL.first.of(Promise.resolve());

/** What the SDK throws of an answer that it cannot read. */
const answered = (statusCode: number, type: string, name = 'SyntaxError') =>
  named(name, {
    $response: { statusCode, headers: { 'content-type': type } },
    $metadata: { httpStatusCode: statusCode },
  });

test.each([
  [named('ResourceNotFoundException'), 'STREAM_NOT_FOUND'],
  [named('CredentialsProviderError'), 'CREDENTIALS_MISSING'],
  [named('AccessDeniedException'), 'ACCESS_DENIED'],
  [named('ExpiredTokenException'), 'CREDENTIALS_EXPIRED'],
  [named('ExpiredToken'), 'CREDENTIALS_EXPIRED'],
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
  expect(fault).toBeInstanceOf(TransientError);
  expect(fault).toMatchObject({ fault: { code, cause: error } });
});

test.each([
  ['a web page', answered(200, 'text/html'), /the endpoint answers with status 200 and text\/html/],
  ['a page that is not there', answered(404, 'text/html'), /status 404 and text\/html/],
  ['a page that is elsewhere', answered(301, 'text/html'), /status 301/],
  ['another service', answered(404, 'application/json', 'Unknown'), /status 404 and application\/json/],
  ['no HTTP', named('Error', { code: 'HPE_INVALID_CONSTANT' }), /HPE_INVALID_CONSTANT/],
  ['no TLS', named('Error', { code: 'EPROTO' }), /EPROTO/],
])('%s ends the program at once, unless it comes in the middle', (_, error, message) => {
  const fault = kinesisFault(error, { ...CALL, first: new FirstAnswer() });
  expect(fault).toMatchObject({ code: 'KINESIS_ANSWER_INVALID', message: expect.stringMatching(message) });
  expect(kinesisFault(error, CALL)).toBeInstanceOf(TransientError);
});

test.each([
  [502, 'text/html', 'SyntaxError'],
  [503, 'text/plain', 'SyntaxError'],
  [500, 'application/json', 'Unknown'],
])('a gateway that says %d is a transient error, also at first', (status, type, name) => {
  const fault = kinesisFault(answered(status, type, name), { ...CALL, first: new FirstAnswer() });
  expect(fault).toBeInstanceOf(TransientError);
});

test('an endpoint that never says anything sensible is not retried for long', () => {
  const call = { ...CALL, first: new FirstAnswer() };
  const faults = [1, 2, 3].map(() => kinesisFault(new MalformedAnswer('x'), call));
  expect(faults.map((fault) => fault instanceof TransientError)).toEqual([true, true, false]);
});

test.each([
  'Region is missing',
  'Region not accepted: region="eu central 1" is not a valid hostname component.',
])('%s: a configuration error that names the option', (message) => {
  const fault = kinesisFault(new Error(message), CALL);
  expect(fault).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('?region=') });
});

test.each([
  ['The SSO session associated with this profile has expired.', 'CREDENTIALS_EXPIRED'],
  ['Could not load credentials from any providers', 'CREDENTIALS_MISSING'],
])('%s: %s', (message, code) => {
  const error = Object.assign(new Error(message), { name: 'CredentialsProviderError' });
  expect(kinesisFault(error, CALL)).toMatchObject({ code });
});

test.each([
  ['ExpiredIteratorException', ExpiredIterator],
  ['ResourceNotFoundException', PositionGone],
])('%s about a shard is for its reader', (name, type) => {
  expect(kinesisFault(named(name), { ...CALL, gone: /^ResourceNotFound/ })).toBeInstanceOf(type);
});
