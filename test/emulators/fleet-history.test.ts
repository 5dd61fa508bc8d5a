import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Fleet } from '../kcl/fleet.ts';
import { overlapsOf, readingsOf } from '../kcl/readings.ts';
import type { Worker } from '../kcl/worker.ts';
import { installedDaemon } from '../support/java/daemon.ts';
import { mergeShards, splitShard } from '../support/kinesis/reshard.ts';
import { hasPython } from '../support/python/tool.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const shards = Number(process.env.FLEET_SHARDS ?? 16);
const changes = Number(process.env.FLEET_CHANGES ?? 100_000);
const leaseSeconds = 10;
/** It takes many minutes, most of them the pauses of the Kinesis Client Library. */
const isWanted = process.env.FLEET === '1';
const daemonFolder = isWanted && hasPython ? await installedDaemon() : undefined;

const until = (what: () => unknown) => expect.poll(what, { timeout: 900_000, interval: 1_000 });

test.runIf(daemonFolder !== undefined)(
  `a fleet that grows, is resharded, killed, stopped and shrinks ends in the items (SEED=${seed})`,
  { timeout: 7_200_000 },
  async () => {
    const options = { seed, shards, changes, leaseSeconds, daemonFolder: daemonFolder ?? '' };
    await using fleet = await Fleet.open(options);
    const { kinesis, stream, watch } = fleet;
    const ended = new AbortController();
    const watching = watchUntil(fleet, ended.signal);
    const step = stepper(fleet);

    const first = fleet.start('first');
    await fleet.putUntil(0.2);
    step('one worker');
    await until(() => first.reads()).toBeGreaterThanOrEqual(shards);
    await until(() => fleet.rowCount()).toBeGreaterThan(0);
    const others = ['second', 'third', 'fourth'].map((name) => fleet.start(name));
    step('four workers');
    await fleet.putUntil(0.3);
    await splitShard(kinesis, stream, 'shardId-000000000000');
    step('split');
    await fleet.putUntil(0.4);

    // The machine of the one that has most of them is gone.
    first.signalAll('SIGKILL');
    step('first killed');
    await fleet.putUntil(0.5);
    await until(() => others.reduce((sum, worker) => sum + worker.reads(), 0)).toBeGreaterThanOrEqual(shards);

    await mergeShards(kinesis, stream, 'shardId-000000000001', 'shardId-000000000002');
    step('merged');
    await fleet.putUntil(0.6);
    // The machine of another one stands still for longer than its leases last.
    const [stopped, leaving, last] = others.toSorted((one, other) => other.reads() - one.reads()) as [
      Worker,
      Worker,
      Worker,
    ];
    stopped.signalAll('SIGSTOP');
    step(`${stopped.name} stands still`);
    const before = leaving.reads() + last.reads();
    await fleet.putUntil(0.8);
    await sleep(leaseSeconds * 1_000);
    await until(() => leaving.reads() + last.reads()).toBeGreaterThan(before);
    stopped.signalAll('SIGCONT');
    step(`${stopped.name} goes on`);
    await fleet.putUntil(0.9);
    expect(await leaving.end(), leaving.stderr()).toBe(0);
    step(`${leaving.name} has ended`);
    await fleet.putUntil(1);
    await until(() => fleet.isEqual()).toBe(true);
    step('equal');
    expect(await last.end(), last.stderr()).toBe(0);
    expect(await stopped.end(), stopped.stderr()).toBe(0);
    step('all have ended');
    ended.abort();
    expect(await watching).toEqual([]);
    expect(await watch.look()).toEqual([]);
    expect(await fleet.isEqual()).toBe(true);

    const logs = fleet.workers.map((worker) => worker.log());
    const overlaps = overlapsOf(logs);
    step(`${watch.looks} looks at the checkpoints; zombies: ${JSON.stringify(overlaps.zombies, null, 1)}`);
    expect(overlaps.others).toEqual([]);
    const readings = logs.flatMap(readingsOf);
    const ownersOf = (shardId: string): number =>
      new Set(readings.filter((one) => one.shardId === shardId).map(({ worker }) => worker)).size;
    const owners = readings.map(({ shardId }) => ownersOf(shardId));
    expect(Math.max(...owners)).toBeGreaterThanOrEqual(3);
  },
);

/** Looks all the time, until the signal aborts or something is found, which it says at once. */
async function watchUntil({ watch }: Fleet, signal: AbortSignal): Promise<readonly string[]> {
  for (;;) {
    const found = await watch.look().catch((error: unknown) => [String(error)]);
    if (found.length > 0) console.error(`ahead of CrateDB:\n${found.slice(0, 20).join('\n')}`);
    if (found.length > 0 || signal.aborted) return found;
    await sleep(1_000);
  }
}

/** Says what happened when, as it takes long. */
function stepper(fleet: Fleet): (what: string) => void {
  const start = performance.now();
  return (what) => {
    const reads = fleet.workers.map((worker) => `${worker.name} ${worker.reads()}`).join(', ');
    console.info(`${((performance.now() - start) / 1000).toFixed(0)} s: ${what} (${reads})`);
  };
}
