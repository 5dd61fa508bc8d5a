import { readFileSync } from 'node:fs';

/** The most resident memory that a process has had, in MB (1,000,000 bytes); 0 when it is gone. Linux only. */
export function peakResidentMb(pid: number | undefined): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round((Number(kib ?? 0) * 1024) / 1_000_000);
  } catch {
    return 0;
  }
}
