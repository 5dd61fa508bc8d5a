import {
  closeSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { codeOf, readRegular } from '@cdc-relay/singer';
import type { Holder } from './holder.ts';
import type { LeaseRow, LeaseStore } from './lease-store.ts';

const MAX_BYTES = 64 * 1024;

/**
 * The lease of a file, in a file `FILE.lock` next to it. It is renewed by its time of change. Of two that take it over in
 * the same moment both may think that they have it; the next renewal shows one of them that it has lost it.
 */
export class LockFile implements LeaseStore {
  readonly #path: string;
  readonly #holder: Holder;
  readonly #durationMs: number;
  readonly #file: string;

  /** `file` is what the lease is for: the only name that it has here. */
  constructor(file: string, holder: Holder, durationMs: number) {
    this.#file = file;
    this.#path = `${file}.lock`;
    this.#holder = holder;
    this.#durationMs = durationMs;
  }

  async insert(): Promise<boolean> {
    try {
      this.#write(this.#path);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
  }

  async read(): Promise<LeaseRow | undefined> {
    try {
      const stats = lstatSync(this.#path);
      return leaseRow(readRegular(this.#path, MAX_BYTES, false), stats, this.#durationMs);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async replace(_: string, { version }: LeaseRow): Promise<boolean> {
    const next = `${this.#path}.${this.#holder.id}`;
    this.#write(next);
    if ((await this.read())?.version !== version) {
      rmSync(next, { force: true });
      return false;
    }
    renameSync(next, this.#path);
    return await this.#isHeld();
  }

  async renew(): Promise<ReadonlySet<string>> {
    if (!(await this.#isHeld())) return new Set();
    const now = new Date();
    utimesSync(this.#path, now, now);
    return new Set([this.#file]);
  }

  async free(): Promise<void> {
    if (await this.#isHeld()) rmSync(this.#path, { force: true });
  }

  async #isHeld(): Promise<boolean> {
    return (await this.read())?.holder.id === this.#holder.id;
  }

  /** The file must be new: a link is not followed. */
  #write(path: string): void {
    const file = openSync(path, 'wx', 0o600);
    try {
      const { id, host, pid, place } = this.#holder;
      const lease = { id, host, pid, place, since: new Date().toISOString(), duration_ms: this.#durationMs };
      writeFileSync(file, `${JSON.stringify(lease)}\n`);
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
  }
}

/** What a lock file says; one that says nothing, as its disk was full, is of nobody in particular. */
function leaseRow(text: string, { mtimeMs, ino }: Stats, durationMs: number): LeaseRow {
  const { id, host, pid, place, since, duration_ms } = parsed(text);
  return {
    holder: { id: String(id), host: String(host), pid: Number(pid), place: String(place) },
    since: String(since ?? new Date(mtimeMs).toISOString()),
    durationMs: typeof duration_ms === 'number' ? duration_ms : durationMs,
    version: `${ino} ${id} ${mtimeMs}`,
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? { ...value } : {};
  } catch {
    return {};
  }
}
