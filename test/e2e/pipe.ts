import { readFileSync, writeFileSync } from 'node:fs';
import type { ChangeRecord } from '../support/dynamodb/change-record.ts';
import type { KinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { putRecords } from '../support/kinesis/put-records.ts';
import { BIN, type Outcome, type RunOptions, shell } from '../support/programs/run.ts';
import { USER_INFO } from '../support/programs/secrets.ts';

/** A pipeline `tap | target` between a Kinesis stream and a CrateDB schema, with its state in a file. */
export interface Pipe {
  /** Empty where the environment names it. */
  readonly source: string;
  readonly target: string;
  readonly statePath: string;
}

/** The source URL of a Kinesis stream on an endpoint, with credentials that no emulator checks. */
export function sourceUrl(endpoint: string, stream: string): string {
  return `kinesis+dynamodb+cdc://${USER_INFO}@${new URL(endpoint).host}/${stream}?region=us-east-1`;
}

/** The source URL of the DynamoDB streams of tables on an endpoint, likewise. */
export function tableStreamUrl(endpoint: string, tables: string): string {
  return `dynamodb+cdc://${USER_INFO}@${new URL(endpoint).host}/${tables}?region=us-east-1`;
}

/** Runs the pipeline once, from the kept state, and keeps the last STATE, as a shell user would. */
export async function runPipe(
  { source, target, statePath }: Pipe,
  options: RunOptions = {},
): Promise<Outcome> {
  const state = hasState(statePath) ? `--state ${statePath}` : '';
  const script = `"${BIN.tap}" \${SOURCE:+"$SOURCE"} ${state} | "${BIN.target}" "$TARGET"`;
  const outcome = await shell(script, {
    ...options,
    env: { SOURCE: source, TARGET: target, ...options.env },
  });
  const last = outcome.stdout.trimEnd().split('\n').at(-1);
  if (last) writeFileSync(statePath, last);
  return outcome;
}

/** Puts change records on a Kinesis stream, in order. */
export async function publish(
  kinesis: KinesisLocal,
  stream: string,
  records: readonly ChangeRecord[],
): Promise<void> {
  const client = kinesis.client();
  await putRecords(client, stream, records);
}

function hasState(path: string): boolean {
  try {
    return readFileSync(path, 'utf8') !== '';
  } catch {
    return false;
  }
}
