import { expect, test } from 'vitest';
import { Fleet } from '../kcl/fleet.ts';
import { overlapsOf } from '../kcl/readings.ts';
import { installedDaemon } from '../support/java/daemon.ts';
import { hasPython } from '../support/python/tool.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const daemonFolder = hasPython ? await installedDaemon() : undefined;
/** A JVM that starts fast, and leaves the processors to other tests. */
const JVM = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m';
const SHARDS_PER_WORKER = 2;

const until = (what: () => unknown) => expect.poll(what, { timeout: 240_000, interval: 250 });

test.runIf(daemonFolder !== undefined)(
  `workers share the shards, and another one goes on for one that is killed (SEED=${seed})`,
  { timeout: 900_000 },
  async () => {
    await using fleet = await Fleet.open({
      seed,
      shards: 2 * SHARDS_PER_WORKER,
      changes: 400,
      daemonFolder: daemonFolder ?? '',
      leaseSeconds: 3,
      settings: {
        DYNAMODB_CDC_KCL_MAX_SHARDS: String(SHARDS_PER_WORKER),
        DYNAMODB_CDC_KCL_HTTP: '127.0.0.1:0',
        JAVA_TOOL_OPTIONS: JVM,
      },
    });
    await fleet.makeLeases();
    const workers = ['one', 'two'].map((name) => fleet.start(name));
    await fleet.putUntil(0.5);
    for (const worker of workers) await until(() => worker.reads()).toBeGreaterThanOrEqual(SHARDS_PER_WORKER);
    await until(() => fleet.rowCount()).toBeGreaterThan(0);

    const leader = await fleet.leader();
    const [killed = expect.fail()] = workers.filter(({ name }) => name !== leader);
    killed.signalAll('SIGKILL');
    const next = fleet.start('three');
    expect(await fleet.watch.look()).toEqual([]);
    await fleet.putUntil(1);
    await until(() => fleet.isEqual()).toBe(true);
    expect(next.reads()).toBeGreaterThan(0);
    expect(await fleet.watch.look()).toEqual([]);

    // The processes of the shards report now and then.
    const metrics = async (): Promise<string> => await (await fetch(`${next.health()}metrics`)).text();
    await until(metrics).toMatch(/^dynamodb_cdc_shards\{state="read"\} [12]$/m);
    await until(metrics).toMatch(/^dynamodb_cdc_rows_written_total\{stream="orders"\} [1-9]\d*$/m);
    const rest = fleet.workers.filter((worker) => worker !== killed);
    for (const code of await Promise.all(rest.map((worker) => worker.end()))) expect(code).toBe(0);
    expect(await fleet.watch.look()).toEqual([]);
    expect(await fleet.isEqual()).toBe(true);
    expect(overlapsOf(fleet.workers.map((worker) => worker.log())).others).toEqual([]);
  },
);
