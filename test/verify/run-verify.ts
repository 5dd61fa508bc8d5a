import { program as tap } from 'tap-dynamodb-cdc';
import { program as loader } from 'target-cratedb';
import { program } from '../../relay/dist/program.js';
import { runInThisProcess } from '../support/programs/in-process.ts';
import { environment } from '../support/programs/run.ts';

/** What `verify` found: the report on its only table as JSON; undefined where it printed none. */
export interface Verified {
  readonly code: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: what is printed is looked at
  readonly report: any;
  readonly log: string;
}

/** Runs `verify` with a report as JSON. */
export async function runVerify(
  source: string,
  target: string,
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Verified> {
  const args = ['verify', source, target, '--format', 'json', ...options];
  const { code, stdout, stderr } = await runInThisProcess(program, args, { env: environment(env) });
  return { code, report: stdout === '' ? undefined : JSON.parse(stdout), log: stderr };
}

/** Loads what a source has now, as the pipeline does. */
export async function loadOnce(
  source: string,
  target: string,
  env: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<void> {
  const read = await runInThisProcess(tap, [source, ...options], { env: environment(env) });
  if (read.code !== 0) throw new Error(read.stderr);
  const loaded = await runInThisProcess(loader, [target], { env: environment(env), stdin: read.stdout });
  if (loaded.code !== 0) throw new Error(loaded.stderr);
}

/** Kind, key and attributes of each finding of a report, sorted. */
export function found({ report, log }: Verified): [string, string[], string[]][] {
  if (report === undefined) throw new Error(log);
  const findings = report.findings as { kind: string; key: string[]; differences: { attribute: string }[] }[];
  return findings
    .map(({ kind, key, differences }): [string, string[], string[]] => [
      kind,
      key,
      differences.map(({ attribute }) => attribute),
    ])
    .sort();
}
