import { existsSync, readFileSync } from 'node:fs';

/** What a program used. */
export interface Usage {
  /** Processor seconds, user and system. */
  readonly cpuSeconds: number;
  /** Peak resident memory in MB (10^6 bytes). */
  readonly peakMegabytes: number;
}

/** Names the file that a program of the project's leaves its usage in. */
export const USAGE_FILE = 'BENCH_USAGE_FILE';

/** Environment in which every Node program whose USAGE_FILE is set writes down its usage when it ends. */
export function usageEnvironment(): Record<string, string> {
  return { NODE_OPTIONS: `--import=${new URL('./usage-preload.js', import.meta.url).href}` };
}

/** Reads what a program has left. Throws when it left nothing: it was killed, or is no Node program. */
export function readUsage(path: string): Usage {
  if (!existsSync(path)) throw new Error(`a program left no usage in ${path}`);
  return JSON.parse(readFileSync(path, 'utf8')) as Usage;
}

/**
 * The peak of resident memory in kB, from /proc/PID/status: the one of resourceUsage() is inherited from the process
 * that started the program, where that one is larger. Undefined where the text does not have it.
 */
export function peakKilobytes(status: string): number | undefined {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return found === undefined ? undefined : Number(found);
}
