import {
  type Fault,
  kinesisModel,
  type NewRecord,
  putAll,
  startHostileKinesis,
  streamOf,
} from '@cdc-relay/hostile-kinesis';
import { expect, inject } from 'vitest';
import { QUICK } from '../relay/relay-process.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type OpenProcess, openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { USER_INFO } from '../support/programs/secrets.ts';

/** How long a test waits for what comes without a notice: readiness is known about ten seconds after its cause. */
export const WAIT = { timeout: 60_000, interval: 200 };

/**
 * With HEALTH_DEFAULTS=1 the programs have the limits that they have by default, and each failure has to be seen within
 * ten seconds of its beginning.
 */
const HAS_DEFAULTS = process.env.HEALTH_DEFAULTS === '1';
const SEEN_WITHIN_SECONDS = 10;

/** Settings that make readiness change soon, so that tests need not wait for as long as operators. */
export function sooner(settings: Record<string, string>): Record<string, string> {
  return HAS_DEFAULTS ? {} : settings;
}

/** Those of every relay here. */
export const SOON = sooner({
  ...QUICK,
  DYNAMODB_CDC_RELAY_HTTP_READY_SECONDS: '2',
  DYNAMODB_CDC_RELAY_MAX_RESTARTS: '1000',
});

/** Does something that waits until a failure is seen; the failure begins when it is called. */
export async function seen(reason: RegExp, wait: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await wait();
  if (!HAS_DEFAULTS) return;
  const seconds = (performance.now() - begun) / 1000;
  console.info(`not ready after ${seconds.toFixed(1)} s: ${reason.source}`);
  expect(seconds, reason.source).toBeLessThan(SEEN_WITHIN_SECONDS);
}

/** A request that something goes wrong with, by its operation and shard. */
type Trouble = (operation: string, shardId: string | undefined) => Fault | undefined;

/** A Kinesis stream `cdc` whose answers a test can spoil while it is read. */
export interface TroubledSource extends AsyncDisposable {
  readonly url: string;
  put(records: readonly NewRecord[]): void;
  /** From now on this goes wrong; undefined for nothing. */
  trouble: Trouble | undefined;
}

/** Starts one with some shards. */
export async function troubledSource(records: readonly NewRecord[], shards = 1): Promise<TroubledSource> {
  const model = kinesisModel({ cdc: shards });
  const put = (more: readonly NewRecord[]): void => putAll(streamOf(model, 'cdc'), more);
  put(records);
  const kinesis = await startHostileKinesis(model, {
    faults: ({ operation, shardId }) => source.trouble?.(operation, shardId),
  });
  const source: TroubledSource = {
    url: `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${kinesis.port}/cdc?region=us-east-1`,
    put,
    trouble: undefined,
    [Symbol.asyncDispose]: () => kinesis.stop(),
  };
  return source;
}

/** What a server says about a program. */
interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A program with the URL of its server. */
export interface Observed extends AsyncDisposable {
  readonly process: OpenProcess;
  readonly url: string;
  see(path: string, init?: RequestInit): Promise<Seen>;
  /** Waits until /readyz answers 200. */
  untilReady(): Promise<void>;
  /** Waits until /readyz answers 503, with this in its text. */
  untilNot(reason: RegExp): Promise<void>;
}

/** A program that is asked to end, and then killed. */
export async function observed(process: OpenProcess): Promise<Observed> {
  await expect
    .poll(() => /page are on (\S+)/.exec(process.stderr())?.[1], { ...WAIT, message: process.stderr() })
    .toBeDefined();
  const url = /page are on (\S+)/.exec(process.stderr())?.[1] ?? '';
  const see = async (path: string, init: RequestInit = {}): Promise<Seen> => {
    const answer = await fetch(new URL(path, url), init);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const readiness = async (): Promise<string> => {
    const { status, text } = await see('/readyz');
    return `${status} ${text}`;
  };
  return {
    process,
    url,
    see,
    untilReady: async () => void (await expect.poll(readiness, WAIT).toMatch(/^200 ready/)),
    untilNot: (reason) =>
      seen(reason, () => expect.poll(readiness, WAIT).toMatch(new RegExp(`^503 [\\s\\S]*${reason.source}`))),
    [Symbol.asyncDispose]: async () => {
      process.signal('SIGTERM');
      await process.ended;
      await process[Symbol.asyncDispose]();
    },
  };
}

/** A relay at work from a source to a schema of its own. */
export interface ObservedRelay extends Observed {
  readonly source: TroubledSource;
  readonly schema: TestSchema;
}

/** How a relay is started. */
interface RelayOptions {
  readonly env?: Record<string, string>;
  readonly shards?: number;
  /** Of the target, for the schema's URL. */
  readonly target?: (url: string) => string;
  /** What the relay is started by, if not by its name. */
  readonly start?: (args: string[], env: Record<string, string>) => OpenProcess;
}

/** Starts a relay over some records; it is ready when this returns. */
export async function observedRelay(
  records: readonly NewRecord[],
  { env = {}, shards = 1, target = (url) => url, start = startRelay }: RelayOptions = {},
): Promise<ObservedRelay> {
  const source = await troubledSource(records, shards);
  const schema = await openSchema(inject('cratedb'));
  const relay = await observed(start([source.url, target(schema.url)], { ...SOON, ...env }));
  const close = async (): Promise<void> => {
    for (const opened of [relay, schema, source]) await opened[Symbol.asyncDispose]();
  };
  try {
    await relay.untilReady();
  } catch (error) {
    await close();
    throw new Error(`the relay is not ready, and says:\n${relay.process.stderr()}`, { cause: error });
  }
  return { ...relay, source, schema, [Symbol.asyncDispose]: close };
}

function startRelay(args: string[], env: Record<string, string>): OpenProcess {
  return openProcess(BIN.relay, args, env);
}
