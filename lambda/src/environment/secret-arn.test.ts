import { expect, test } from 'vitest';
import { parseSecretArn } from './secret-arn.ts';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:cdc/cratedb-a1B2c3';
const PARAMETER = 'arn:aws-cn:ssm:cn-north-1:123456789012:parameter/cdc/cratedb-url';

test.each([
  [SECRET, { service: 'secretsmanager', region: 'eu-central-1', arn: SECRET, key: undefined }],
  [`${SECRET}:url::`, { service: 'secretsmanager', region: 'eu-central-1', arn: SECRET, key: 'url' }],
  [`${SECRET}:url`, { service: 'secretsmanager', region: 'eu-central-1', arn: SECRET, key: 'url' }],
  [PARAMETER, { service: 'ssm', region: 'cn-north-1', arn: PARAMETER, key: undefined }],
])('%s names a secret', (arn, place) => {
  expect(parseSecretArn(arn)).toEqual(place);
});

test.each([
  '',
  'crate://admin:secret@host',
  'arn:aws:s3:::bucket',
  'arn:aws:ssm:eu-central-1:123456789012:document/x',
  `${SECRET}:url:AWSPREVIOUS:`,
])('%j names none', (arn) => {
  expect(parseSecretArn(arn)).toBeUndefined();
});
