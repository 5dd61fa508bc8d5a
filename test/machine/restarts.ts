import { exec } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Random } from '../support/dynamodb/random.ts';

const LEAST_PAUSE_MS = 30_000;

/** Runs a command that ends CrateDB at once and starts it again, again and again; returns how often. */
export async function restartDatabase(command: string, random: Random, signal: AbortSignal): Promise<number> {
  for (let restarts = 0; ; restarts += 1) {
    const pause = LEAST_PAUSE_MS + random.int(LEAST_PAUSE_MS);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return restarts;
    await promisify(exec)(command);
  }
}
