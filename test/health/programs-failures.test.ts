import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { childrenOf } from '../relay/relay-process.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { observedRelay, seen, sooner, troubledSource, WAIT } from './observed.ts';

// Each failure is named by /readyz, and is over by itself. That it is so within ten seconds of a failure by default is
// measured by HEALTH_DEFAULTS=1; else no test is about time.
const LONG = 240_000;

test.runIf(process.platform === 'linux')(
  'a program that is stopped, so that nobody reads the pipe',
  { timeout: LONG },
  async () => {
    await using relay = await observedRelay([plainRecord()]);
    const { target = 0 } = childrenOf(relay.process.pid ?? 0);
    process.kill(target, 'SIGSTOP');
    try {
      await relay.untilNot(/PROGRAM_SILENT: target-cratedb has reported nothing for \d+ s/);
    } finally {
      process.kill(target, 'SIGCONT');
    }
    await relay.untilReady();
  },
);

test('a reader that stops reading what the tap writes', { timeout: LONG }, async () => {
  const big = 'x'.repeat(50_000);
  const records = Array.from({ length: 20 }, () => plainRecord({ newImage: { big: { S: big } } }));
  await using source = await troubledSource([]);
  const soon = sooner({ TAP_DYNAMODB_CDC_HTTP_READY_SECONDS: '2', TAP_DYNAMODB_CDC_IDLE_SLEEP: '0.05' });
  const env = { TAP_DYNAMODB_CDC_HTTP: '127.0.0.1:0', TAP_DYNAMODB_CDC_FOLLOW: 'true', ...soon };
  const tap = spawn(BIN.tap, [source.url], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  tap.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  try {
    const readiness = async (): Promise<string> => {
      const url = /page are on (\S+)/.exec(log)?.[1];
      return url === undefined ? '' : await (await fetch(new URL('/readyz', url))).text();
    };
    await expect.poll(readiness, WAIT).toBe('ready\n');
    source.put(records);
    const reason = /^READER_STOPPED: nothing was read from stdout for \d+ s/;
    await seen(reason, () => expect.poll(readiness, WAIT).toMatch(reason));
    tap.stdout.resume();
    await expect.poll(readiness, WAIT).toBe('ready\n');
  } finally {
    tap.kill('SIGKILL');
    await once(tap, 'close');
  }
});

test.runIf(process.platform === 'linux')('a dead-letter file on a full disk', { timeout: LONG }, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'dead.jsonl');
  writeFileSync(path, `${' '.repeat(4095)}\n`, { mode: 0o600 });
  const env = { TAP_DYNAMODB_CDC_ON_BAD_RECORD: 'dead_letter', TAP_DYNAMODB_CDC_DEAD_LETTER_PATH: path };
  // No file of the relay and its programs gets longer than four kilobytes, as on a disk that is full.
  const start = (args: string[], settings: Record<string, string>) =>
    openProcess('sh', ['-c', `trap '' XFSZ; ulimit -f 8; exec "$0" "$@"`, BIN.relay, ...args], settings);
  await using relay = await observedRelay([plainRecord()], { env, start });
  relay.source.put([{ partitionKey: 'x', data: 'no change record' }]);
  await relay.untilNot(/DEAD_LETTER_FAILED: tap-dynamodb-cdc ended with exit code 1/);
  truncateSync(path);
  await relay.untilReady();
});
