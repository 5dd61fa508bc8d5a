import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lease. */
export interface Holder {
  /** One load: never used again. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Where the process id counts: this boot of this machine, this container. */
  readonly place: string;
}

/** A new load of this process. */
export function newHolder(): Holder {
  const host = hostname();
  const place = [host, bootId(), pidNamespace()].join(' ');
  return { id: randomUUID(), host, pid: process.pid, place };
}

/** True when the process of a holder has certainly ended: it was one of this place, where no such process runs now. */
export function hasEnded({ pid, place }: Holder, here: Holder): boolean {
  return place === here.place && !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Others (EPERM) say that it runs, for another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Linux only, as the next one; elsewhere the host's name has to do. */
function bootId(): string {
  return orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

function pidNamespace(): string {
  return orNothing(() => readlinkSync('/proc/self/ns/pid'));
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
