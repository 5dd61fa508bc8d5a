import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, run } from '../support/programs/run.ts';
import { hasTerminal, openTerminal } from '../support/programs/terminal.ts';
import { sourceOf } from '../tap/hostile-source.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { type Following, following, WAIT } from './following.ts';
import { childrenOf, isRunning, QUICK, startRelay } from './relay-process.ts';

/** Takes the status off the terminal. */
const ERASE = '\r\u001b[K';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

describe(`a relay that follows (SEED=${seed})`, { timeout: 90_000 }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('ends by %s after what it has begun', async (signal) => {
    await using run = await following(seed, 60);
    run.putRest();
    await expect.poll(run.differences, WAIT).toEqual([]);
    run.relay.signal(signal);
    expect(await run.relay.ended, run.relay.stderr()).toBe(0);
    expect(run.relay.stderr()).not.toContain('ERROR');
    expect(run.relay.stderr()).toContain('done in=61 out=61 ');
    expect(running(run)).toEqual([]);
  });

  test('ends well when all are asked to end, the target first', async () => {
    await using run = await following(seed, 20);
    process.kill(run.programs.target ?? 0, 'SIGTERM');
    run.relay.signal('SIGTERM');
    expect(await run.relay.ended, run.relay.stderr()).toBe(0);
    expect(running(run)).toEqual([]);
  });

  test.each(['tap', 'target'] as const)('goes on when its %s is killed', async (victim) => {
    await using run = await following(seed, 120, {
      TARGET_CRATEDB_BATCH_SIZE_ROWS: '20',
      // How often records are counted.
      DYNAMODB_CDC_RELAY_STATUS_INTERVAL_SECONDS: '0.2',
    });
    process.kill(run.programs[victim] ?? 0, 'SIGKILL');
    run.putRest();
    await expect.poll(run.differences, WAIT).toEqual([]);
    expect(run.relay.stderr()).toContain('was ended by SIGKILL; restart 1 of 10');
    await expect.poll(() => run.relay.stderr(), WAIT).toContain('works again: records reach CrateDB');
    // That a tap lost its reader is no error of its own.
    expect(run.relay.stderr()).not.toMatch(/ ERROR +tap-dynamodb-cdc/);
    expect(running(run)).toEqual([]);
    run.relay.signal('SIGTERM');
    expect(await run.relay.ended, run.relay.stderr()).toBe(0);
  });

  test('waits for another process that writes the table, and goes on once that ends', async () => {
    await using first = await following(seed, 60);
    const env = { DYNAMODB_CDC_RELAY_MAX_RESTARTS: '1', TARGET_CRATEDB_LEASE_WAIT_SECONDS: '0' };
    await using second = startRelay(first.source, first.target, {
      ...env,
      DYNAMODB_CDC_RELAY_STATE_ID: 'second',
    });
    await expect
      .poll(() => second.stderr().split('(TABLE_IN_USE); waiting for the other process').length, WAIT)
      .toBeGreaterThan(3);
    first.relay.signal('SIGTERM');
    expect(await first.relay.ended, first.relay.stderr()).toBe(0);
    first.putRest();
    await expect.poll(first.differences, WAIT).toEqual([]);
    expect(second.stderr()).not.toContain('PIPELINE_FAILED');
    second.signal('SIGTERM');
    expect(await second.ended, second.stderr()).toBe(0);
  });

  test('waits for another relay that keeps the same state, though both could write the table', async () => {
    const mode = { TARGET_CRATEDB_DELETE_MODE: 'tombstone' };
    await using first = await following(seed, 60, mode);
    const env = {
      ...mode,
      DYNAMODB_CDC_RELAY_MAX_RESTARTS: '1',
      DYNAMODB_CDC_RELAY_STATUS_INTERVAL_SECONDS: '0.2',
      TARGET_CRATEDB_LEASE_WAIT_SECONDS: '0',
    };
    await using second = startRelay(first.source, first.target, env);
    await expect
      .poll(() => second.stderr().split('(STATE_IN_USE); waiting for the other process').length, WAIT)
      .toBeGreaterThan(3);
    expect(second.stderr()).toContain(`process ${first.programs.target} on `);
    first.relay.signal('SIGTERM');
    expect(await first.relay.ended, first.relay.stderr()).toBe(0);
    first.putRest();
    await expect.poll(() => second.stderr(), WAIT).toContain('works again: records reach CrateDB');
    second.signal('SIGTERM');
    expect(await second.ended, second.stderr()).toBe(0);
  });

  test('leaves nothing behind when it is killed itself', async () => {
    await using run = await following(seed, 20);
    run.relay.signal('SIGKILL');
    await run.relay.ended;
    await expect.poll(() => running(run), WAIT).toEqual([]);
  });

  test('ends at once by a second signal', async () => {
    await using run = await following(seed, 20);
    // A target that does not move keeps the tap from ending its work.
    process.kill(run.programs.target ?? 0, 'SIGSTOP');
    run.relay.signal('SIGTERM');
    await expect.poll(() => run.relay.stderr(), WAIT).toContain('dynamodb-cdc-relay: SIGTERM: finishing');
    // Two signals within a second are one request, said twice.
    await sleep(1_100);
    run.relay.signal('SIGTERM');
    expect(await run.relay.ended).toBe(130);
    await expect.poll(() => running(run), WAIT).toEqual([]);
  });

  test('logs its status line by line where there is no terminal', async () => {
    await using run = await following(seed, 20, { DYNAMODB_CDC_RELAY_STATUS_INTERVAL_SECONDS: '0.1' });
    const status =
      /dynamodb-cdc-relay: 11 in \(\d+\/s\), 11 out \(\d+\/s\), 0 s behind, \d+ batches, 0 stale, 0 dead\n/;
    await expect.poll(() => run.relay.stderr(), WAIT).toMatch(status);
    expect(run.relay.stderr()).not.toContain('METRIC');
  });
});

test.runIf(process.platform === 'linux')(
  'a terminal shows one live status',
  { timeout: 60_000 },
  async () => {
    await using source = await sourceOf([plainRecord(), plainRecord()]);
    await using schema = await openSchema(inject('cratedb'));
    const outcome = await run(
      'script',
      ['-qec', `exec '${BIN.relay}' '${source.url}' '${schema.url}'`, '/dev/null'],
      {
        env: QUICK,
        started: (child) => {
          let shown = '';
          child.stdout?.on('data', function look(text: string) {
            shown += text;
            if (!/\[K2 in \(\d+\/s\), 2 out/.test(shown)) return;
            child.stdout?.off('data', look);
            stopRelayOf(child.pid ?? 0);
          });
        },
      },
    );
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(outcome.stdout).toContain('done in=2 out=2 ');
  },
);

test.runIf(hasTerminal)('a narrow terminal shows as much of it as there is room for', async () => {
  await using source = await sourceOf([plainRecord()]);
  await using schema = await openSchema(inject('cratedb'));
  await using relay = openTerminal(BIN.relay, [source.url, schema.url], QUICK, { columns: 30 });
  await expect.poll(relay.stdout, WAIT).toContain(`${ERASE}1 in (`);
  await expect.poll(relay.stdout, WAIT).toMatch(/1 out/);
  const [, ...shown] = relay.stdout().split(ERASE);
  const lines = shown.filter((text) => !text.includes('\n'));
  expect(Math.max(...lines.map((line) => line.length))).toBe(29);
  // Ctrl-C
  relay.write('\x03');
  expect(await relay.ended, relay.stdout()).toBe(0);
});

/** The relay is the child of `script`, which has the terminal. */
function stopRelayOf(script: number): void {
  const { relay } = childrenOf(script);
  if (relay !== undefined) process.kill(relay, 'SIGTERM');
}

/** The programs of the pair that still run. */
function running({ programs: { tap, target } }: Following): (number | undefined)[] {
  return [tap, target].filter(isRunning);
}
