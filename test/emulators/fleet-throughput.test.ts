import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Fleet } from '../kcl/fleet.ts';
import type { Worker } from '../kcl/worker.ts';
import { installedDaemon } from '../support/java/daemon.ts';
import { hasPython } from '../support/python/tool.ts';

// It proves nothing: it prints what a fleet of 1, 2 and 4 workers carries on this machine, and what that costs.

const SHARDS = 8;
const changes = Number(process.env.FLEET_CHANGES ?? 20_000);
const daemonFolder = process.env.FLEET === '1' && hasPython ? await installedDaemon() : undefined;
/** Of /proc/PID/stat. */
const TICKS_PER_SECOND = 100;

const until = (what: () => unknown) => expect.poll(what, { timeout: 900_000, interval: 250 });

test.runIf(daemonFolder !== undefined)('throughput', { timeout: 7_200_000 }, async () => {
  for (const count of [1, 2, 4]) {
    await using fleet = await Fleet.open({
      seed: count,
      shards: SHARDS,
      changes,
      daemonFolder: daemonFolder ?? '',
      leaseSeconds: 10,
      settings: { DYNAMODB_CDC_KCL_MAX_SHARDS: String(SHARDS / count) },
    });
    await fleet.makeLeases();
    await fleet.putUntil(1);
    const workers = Array.from({ length: count }, (_, index) => fleet.start(`worker-${index}`));
    await until(() => workers.reduce((sum, worker) => sum + worker.reads(), 0)).toBeGreaterThanOrEqual(
      SHARDS,
    );
    const before = { wall: performance.now(), cpu: cpuOf(workers), kinesis: cpuOfProcess(fleet.local.pid) };
    await until(() => fleet.isEqual()).toBe(true);
    const wall = (performance.now() - before.wall) / 1000;
    const cpu = cpuOf(workers) - before.cpu;
    const kinesis = cpuOfProcess(fleet.local.pid) - before.kinesis;
    console.info(
      `${count} workers: ${Math.round(changes / wall)} records/s in ${wall.toFixed(1)} s; processor seconds: workers ${cpu.toFixed(1)}, Kinesis ${kinesis.toFixed(1)}; ${memoryOf(workers)}`,
    );
  }
});

/** A worker's program, its daemon and the processes of its shards. */
function processesOf(workers: readonly Worker[]): number[] {
  const own = new Set(workers.flatMap((worker) => worker.processes()));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => own.has(pid) || own.has(Number(statOf(pid)[2])));
}

function cpuOf(workers: readonly Worker[]): number {
  return processesOf(workers).reduce((sum, pid) => sum + cpuOfProcess(pid), 0);
}

/** User and system time of a process, in seconds. */
function cpuOfProcess(pid: number): number {
  const stat = statOf(pid);
  return (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) / TICKS_PER_SECOND;
}

/** The fields after the name: the state, the parent, the process group. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function memoryOf(workers: readonly Worker[]): string {
  const megabytes = processesOf(workers).map((pid) => {
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return Math.round((Number(pages) * 4096) / 1e6);
  });
  return `resident MB: ${megabytes.toSorted((one, other) => other - one).join(' ')}`;
}
