import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsOf } from '../../lambda/dist/environment/settings.js';
import { metricsOf } from '../../lambda/dist/outcome.js';
import { PROJECT } from '../support/programs/project.ts';

const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const DEPLOYMENTS = ['examples/lambda/template.yaml', 'examples/lambda/dynamodb-cdc.ts'];

/** All matches of a pattern's first group, each once. */
const found = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, match = '']) => match))].sort();

/** What of AWS the function itself calls. */
function calls(): string[] {
  const sources = readdirSync(join(PROJECT, 'lambda/src'), { recursive: true, encoding: 'utf8' });
  const code = sources.filter((path) => path.endsWith('.ts')).map((path) => read(`lambda/src/${path}`));
  return found(code.join('\n'), /new (\w+)Command\(/g);
}

test.each(DEPLOYMENTS)('%s: its variables are settings that the function accepts', (path) => {
  const variables = found(read(path), /^\s*((?:TARGET_CRATEDB|DYNAMODB_CDC_LAMBDA|TAP_DYNAMODB_CDC)_\w+):/gm);
  expect(variables).toEqual([
    'DYNAMODB_CDC_LAMBDA_DEAD_LETTERS',
    'TARGET_CRATEDB_ON_BAD_RECORD',
    'TARGET_CRATEDB_URL_ARN',
  ]);
  const environment = {
    DYNAMODB_CDC_LAMBDA_DEAD_LETTERS: 's3://bucket/dead-letters',
    TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter',
    TARGET_CRATEDB_URL: 'crate://user:password@host:4200/schema',
  };
  expect(settingsOf(environment)).toMatchObject({
    deadLetters: { kind: 's3', bucket: 'bucket', prefix: 'dead-letters/' },
    target: { delete_mode: 'tombstone' },
  });
});

test.each(DEPLOYMENTS)('%s: its rights are those of the mapping, and of what the function calls', (path) => {
  const rights = found(read(path), /\b((?:kinesis|dynamodb|s3|secretsmanager|sqs|ssm):[A-Z]\w+)/g);
  // SQS and SSM are for those who choose them.
  expect(calls()).toEqual(['GetParameter', 'GetSecretValue', 'PutObject', 'SendMessage']);
  expect(rights).toEqual([
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
    's3:ListBucket',
    's3:PutObject',
    'secretsmanager:GetSecretValue',
  ]);
});

test.each(DEPLOYMENTS)(
  '%s: the mapping gives up no record and delivers from the first that failed',
  (path) => {
    const text = read(path).toLowerCase().replaceAll(/['" ]/g, '');
    for (const setting of [
      'functionresponsetypes:[reportbatchitemfailures]',
      'bisectbatchonfunctionerror:true',
      'maximumretryattempts:-1',
      'maximumrecordageinseconds:-1',
      'memorysize:512',
    ])
      expect(text).toContain(setting);
    expect(text).toMatch(/timeout:(?:120|duration\.seconds\(120\))/);
  },
);

test.each(DEPLOYMENTS)('%s: its alarms are about metrics that there are', (path) => {
  const outcome = { pending: undefined, fault: undefined, rows: 0, stale: 0, bad: 0 };
  const metrics = [...Object.keys(metricsOf([], outcome, 0)), 'IteratorAge'];
  const watched = found(
    read(path),
    /\b(IteratorAge|\w*Records)\b(?='?,? *'?(?:Sum|Maximum)|\n\s*Dimensions)/g,
  );
  expect(watched).toEqual(['BadRecords', 'IteratorAge', 'PendingRecords']);
  expect(metrics).toEqual(expect.arrayContaining(watched));
});

test('the image has the bundle and its handler', () => {
  const image = read('examples/lambda/Dockerfile');
  expect(image).toMatch(/^FROM public\.ecr\.aws\/lambda\/nodejs:22$/m);
  expect(image).toMatch(/^COPY index\.mjs /m);
  expect(image).toMatch(/^CMD \["index\.handler"\]$/m);
});
