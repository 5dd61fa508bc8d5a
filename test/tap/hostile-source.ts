import {
  type FaultScript,
  kinesisModel,
  type NewRecord,
  putAll,
  startHostileKinesis,
  streamOf,
} from '@cdc-relay/hostile-kinesis';
import { type JsonObject, type JsonValue, stringifyJson } from '@cdc-relay/singer';
import { BIN, type Outcome, type RunOptions, run } from '../support/programs/run.ts';
import { USER_INFO } from '../support/programs/secrets.ts';
import { runInProcess } from './reading/tap-in-process.ts';
import type { TapRun } from './run-tap.ts';

/** A Kinesis stream `cdc` of one shard that holds records, and the tap's arguments to read it. */
export interface Source extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  put(records: readonly NewRecord[]): void;
  /** What goes wrong from now on; undefined for nothing. */
  setFaults(faults: FaultScript | undefined): void;
}

export async function sourceOf(records: readonly NewRecord[]): Promise<Source> {
  const model = kinesisModel({ cdc: 1 });
  const put = (more: readonly NewRecord[]): void => putAll(streamOf(model, 'cdc'), more);
  put(records);
  const kinesis = await startHostileKinesis(model);
  return {
    url: `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${kinesis.port}/cdc?region=us-east-1`,
    port: kinesis.port,
    put,
    setFaults: kinesis.setFaults,
    [Symbol.asyncDispose]: () => kinesis.stop(),
  };
}

/** The environment that holds settings of the tap. */
export function settingsOf(settings: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `TAP_DYNAMODB_CDC_${name.toUpperCase()}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** How to run the tap. */
export interface TapOptions {
  readonly settings?: object;
  readonly state?: JsonValue | undefined;
  readonly args?: readonly string[];
}

/** Runs the tap in this process, which is quicker than as a program of its own. */
export async function tapFrom(url: string, options: TapOptions = {}): Promise<TapRun> {
  const settings = { source_url: url, ...options.settings };
  const { messages, error, log, state } = await runInProcess(settings, options);
  const fault = error === undefined ? '' : `${error.code}: ${error.message}`;
  return { messages, state, exitCode: error === undefined ? 0 : 1, stderr: log + fault };
}

/** Runs the tap over records, with settings. */
export async function tapOver(records: readonly NewRecord[], settings: object = {}, args: string[] = []) {
  await using source = await sourceOf(records);
  return await tapFrom(source.url, { settings, args });
}

/** Runs the tap for what it prints. */
export async function printed(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return await run(BIN.tap, args, options);
}

/** The records of a run, without the time of their extraction. */
export function recordsOf({ messages }: TapRun): { stream: string; record: unknown }[] {
  return messages.flatMap((message) =>
    message.type === 'RECORD'
      ? [{ stream: message.stream, record: JSON.parse(stringifyJson(message.record)) as JsonObject }]
      : [],
  );
}

/** The SCHEMA messages of a stream. */
export function schemasOf({ messages }: TapRun, stream = 'orders') {
  return messages.flatMap((message) =>
    message.type === 'SCHEMA' && message.stream === stream
      ? [{ keys: message.key_properties, properties: message.schema.properties as JsonObject }]
      : [],
  );
}
