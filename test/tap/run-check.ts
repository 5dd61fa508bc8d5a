import { program } from '../../tap-dynamodb-cdc/dist/program.js';
import { runInThisProcess } from '../support/programs/in-process.ts';
import type { Outcome } from '../support/programs/run.ts';
import { settingsOf } from './hostile-source.ts';

/** Runs the check of the tap in this process. */
export async function check(
  url: string,
  settings: object = {},
  args: readonly string[] = [],
): Promise<Outcome> {
  const env = settingsOf({ source_url: url, ...settings });
  return await runInThisProcess(program, ['--check', ...args], { env });
}

/** Level and text of the lines of a topic. */
export function found({ stdout }: Outcome, topic: string): string[] {
  const lines = stdout.split('\n').filter((line) => line.slice(5, 17).trim() === topic);
  return lines.map((line) => `${line.slice(0, 4).trim()} ${line.slice(18)}`);
}
