import { join } from 'node:path';
import {
  type HostileKinesis,
  kinesisModel,
  putAll,
  startHostileKinesis,
  streamOf,
} from '@cdc-relay/hostile-kinesis';
import { describe, expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { BIN, messages, run, shell } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runPipe, sourceUrl } from './pipe.ts';

const STACK_TRACE = /^\s+at /m;

/** Anything that says that something is wrong. */
const COMPLAINT = / (?:WARNING|ERROR) |^\s+at /m;

/** A Kinesis with enough change records to fill every buffer of a pipe. */
async function busyKinesis(): Promise<HostileKinesis> {
  const model = kinesisModel({ cdc: 1 });
  const random = seededRandom(1);
  const { changes } = makeHistory({ seed: 1, operations: 5000 });
  putAll(
    streamOf(model, 'cdc'),
    changes.map((change) => changeRecord(change, random)),
  );
  return await startHostileKinesis(model);
}

describe('the tap ends without an error of its own when its reader is gone', () => {
  test('head', { timeout: 30_000 }, async () => {
    await using kinesis = await busyKinesis();
    const env = { SOURCE: sourceUrl(kinesis.endpoint, 'cdc') };
    const outcome = await shell(`"${BIN.tap}" "$SOURCE" | head -1`, { env });
    expect(messages(outcome.stdout, 'SCHEMA')).toHaveLength(1);
    expect(outcome.code).toBe(141);
    expect(outcome.stderr).toMatch(
      / INFO {4}tap-dynamodb-cdc: STDOUT_CLOSED: The reader of stdout has closed/,
    );
    expect(outcome.stderr).not.toMatch(COMPLAINT);
  });

  test('within a SCHEMA that fills the pipe', { timeout: 30_000 }, async () => {
    const model = kinesisModel({ cdc: 1 });
    const wide = (n: number) => ({ [`${'a'.repeat(60_000)}${n}`]: { S: 'x' } });
    const changes = Array.from({ length: 8 }, (_, n) => {
      const keys = { id: { N: String(n) } };
      return {
        tableName: 't',
        eventName: 'INSERT',
        keys,
        newImage: { ...keys, ...wide(n) },
        at: n + 1,
      } as const;
    });
    putAll(
      streamOf(model, 'cdc'),
      changes.map((change) => changeRecord(change, seededRandom(1))),
    );
    await using kinesis = await startHostileKinesis(model);
    const env = { SOURCE: sourceUrl(kinesis.endpoint, 'cdc') };
    const outcome = await shell(`"${BIN.tap}" "$SOURCE" | sleep 1`, { env });
    expect(outcome.code).toBe(141);
    expect(outcome.stderr).not.toMatch(COMPLAINT);
  });

  test('a target that dies', { timeout: 30_000 }, async () => {
    await using kinesis = await busyKinesis();
    const env = { SOURCE: sourceUrl(kinesis.endpoint, 'cdc'), TARGET: 'crate://crate@127.0.0.1:1/doc/a/b' };
    const outcome = await shell(`"${BIN.tap}" "$SOURCE" | "${BIN.target}" "$TARGET"`, { env });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('target-cratedb: CONFIG_INVALID');
    expect(outcome.stderr).not.toMatch(/ ERROR +tap-dynamodb-cdc/);
    expect(outcome.stderr).not.toMatch(STACK_TRACE);
  });

  test('a target that is killed', { timeout: 30_000 }, async () => {
    await using kinesis = await busyKinesis();
    const env = { SOURCE: sourceUrl(kinesis.endpoint, 'cdc') };
    const killed = `{ head -c 1000 >/dev/null; kill -9 $BASHPID; }`;
    const outcome = await shell(`"${BIN.tap}" "$SOURCE" | ${killed}`, { env });
    expect(outcome.code).toBe(137);
    expect(outcome.stderr).not.toMatch(/ ERROR +tap-dynamodb-cdc/);
    expect(outcome.stderr).not.toMatch(STACK_TRACE);
  });

  test.each(Object.values(BIN))('%s --help', async (program) => {
    // The pipe's only reader is gone before the program begins.
    const outcome = await shell(`exec 3> >(:); wait $!; "${program}" --help >&3`);
    expect(outcome.code).toBe(141);
    expect(outcome.stderr).toBe('');
  });
});

const SCHEMA = JSON.stringify({
  type: 'SCHEMA',
  stream: 's',
  schema: { type: 'object', properties: { id: { type: 'integer' }, name: { type: ['string', 'null'] } } },
  key_properties: ['id'],
});
const record = (id: unknown): string =>
  JSON.stringify({ type: 'RECORD', stream: 's', record: { id, name: 'x' } });
const state = (n: number): string => JSON.stringify({ type: 'STATE', value: { bookmarks: { n } } });

describe('a line that cannot be loaded ends the target with its number, after what was before it', () => {
  test.each([
    ['not JSON', '{"type":"RECORD",', 'Line 5: not valid JSON'],
    ['half a line', record(3).slice(0, 20), 'Line 5: not valid JSON'],
    ['an unknown type', '{"type":"RECORDS"}', 'Line 5: unknown message type "RECORDS"'],
    ['no SCHEMA before', record(3).replace('"s"', '"t"'), 'Line 5, stream "t": RECORD before its SCHEMA'],
    ['a wrong type', record('three'), 'Line 5, stream "s": /id must be integer'],
    [
      'no key',
      '{"type":"RECORD","stream":"s","record":{"name":"x"}}',
      'Line 5, stream "s": key property "id" is missing',
    ],
  ])('%s', async (_, line, reason) => {
    await using schema = await openSchema(inject('cratedb'));
    const input = [SCHEMA, record(1), record(2), state(2), line, record(4), state(4)].join('\n');
    const outcome = await run(BIN.target, [schema.url], { stdin: input });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(`INPUT_INVALID: ${reason}`);
    expect(outcome.stderr).not.toMatch(STACK_TRACE);
    expect(outcome.stdout).toBe('{"bookmarks":{"n":2}}\n');
    expect((await schema.rows('s')).map(({ id }) => String(id)).sort()).toEqual(['1', '2']);
  });
});

test('SIGTERM ends both programs with exit code 0 and a state to continue from', {
  timeout: 60_000,
}, async () => {
  await using kinesis = await busyKinesis();
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const pipe = {
    source: sourceUrl(kinesis.endpoint, 'cdc'),
    target: schema.url,
    statePath: join(folder.path, 'state.json'),
  };
  const script = `"${BIN.tap}" "$SOURCE" | "${BIN.target}" "$TARGET"`;
  const first = await shell(script, {
    env: {
      SOURCE: pipe.source,
      TARGET: pipe.target,
      TAP_DYNAMODB_CDC_FOLLOW: 'true',
      TARGET_CRATEDB_BATCH_SIZE_ROWS: '50',
    },
    detached: true,
    started: (child) => {
      child.stdout?.once('data', () => process.kill(-(child.pid ?? 0), 'SIGTERM'));
    },
  });
  expect(first.stderr).not.toContain('ERROR');
  expect(first.stdout).toContain('"bookmarks"');
  const second = await runPipe(pipe);
  expect(second.code, second.stderr).toBe(0);
});
