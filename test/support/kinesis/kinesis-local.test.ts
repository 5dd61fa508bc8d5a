import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type KinesisLocal, startKinesisLocal } from './kinesis-local.ts';
import { kinesisLocalArguments, kinesisLocalEnvironment } from './kinesis-local-command.ts';
import { listeningAddresses } from './listening-sockets.ts';

vi.setConfig({ hookTimeout: 30_000 }); // each test starts a process
const onLinux = process.platform === 'linux';

describe('a running kinesis-local', () => {
  let kinesis: KinesisLocal;
  let client: KinesisClient;

  beforeAll(async () => {
    kinesis = await startKinesisLocal({ streams: { one: 1, three: 3 } });
    client = kinesis.client();
  });
  afterAll(() => kinesis.stop());

  test('has its Kinesis streams ACTIVE, each with its number of shards', async () => {
    for (const [name, shards] of [['one', 1] as const, ['three', 3] as const]) {
      const { StreamDescriptionSummary: summary } = await client.send(
        new DescribeStreamSummaryCommand({ StreamName: name }),
      );
      expect(summary).toMatchObject({ StreamStatus: 'ACTIVE', OpenShardCount: shards });
    }
  });

  test.runIf(onLinux)('listens on 127.0.0.1 only', async () => {
    const addresses = await listeningAddresses(kinesis.pid);
    expect(addresses.length).toBe(2); // plain and TLS
    expect(addresses.filter((address) => !address.startsWith('0100007F:'))).toEqual([]);
  });
});

test('stop ends the process', async () => {
  const kinesis = await startKinesisLocal();
  await kinesis.stop();
  expect(isAlive(kinesis.pid)).toBe(false);
});

test('a failed start shows the output and leaves no process', async () => {
  const failing = startKinesisLocal({ streams: { '': 1 } });
  await expect(failing).rejects.toThrow(/did not start; its output:\n.*\S/s);
});

test('the child ends when its parent is killed', async () => {
  const parent = spawn(process.execPath, ['-e', PARENT, JSON.stringify(kinesisLocalArguments)], {
    env: kinesisLocalEnvironment({}),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const child = await reportedPid(parent);
  expect(isAlive(child)).toBe(true);
  parent.kill('SIGKILL');
  while (isAlive(child)) await sleep(20); // the test's time limit is the failure
});

const PARENT = `
const child = require('node:child_process').spawn(process.execPath, JSON.parse(process.argv[1]), {
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});
child.once('message', () => console.log(child.pid));
`;

async function reportedPid(parent: ChildProcess): Promise<number> {
  if (parent.stdout === null) throw new Error('no standard output');
  const [line] = await once(parent.stdout, 'data');
  return Number(String(line));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
