import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { checkRegularOrNone, messageOf, ProgramError } from '@cdc-relay/singer';
import type { TableReport } from './finding.ts';
import { progressOf, progressText, type TableProgress } from './progress.ts';
import { SEEN_BYTES } from './seen-keys.ts';

const FORMAT = 2;

/** None is larger: a list of findings, suspected keys, and 16 MiB of seen keys. */
const MAX_BYTES = 128 * 1024 * 1024;

/** A file is written this often, and no more than a twentieth of the time. */
const EVERY_MS = 1000;
const PART = 20;

/** The first line; what is remembered of keys follows, compressed. */
interface Header {
  readonly format: number;
  readonly of: string;
  readonly done: readonly string[];
  readonly current: { readonly text: string; readonly salt: string; readonly count: number } | null;
}

const compress = promisify(gzip);

/** Keeps the progress of a run in a file, which at every moment holds one whole progress. */
export class ProgressFile {
  readonly #path: string | undefined;
  readonly #of: string;
  readonly #done: TableReport[] = [];
  #current: TableProgress | undefined;
  #savedAt = performance.now();
  #tookMs = 0;
  #isSaving = false;

  /**
   * The progress that a file holds, else none. `of` says what is compared, and how: progress of something else is refused. Without
   * a path nothing is kept. Throws VERIFY_PROGRESS_UNUSABLE.
   */
  constructor(path: string | undefined, of: string) {
    this.#path = path;
    this.#of = of;
    if (path === undefined) return;
    const content = contentOf(path);
    if (content !== undefined) this.#read(path, content);
  }

  /** The report of a table that was finished before. */
  finished(table: string): TableReport | undefined {
    return this.#done.find((report) => report.table === table);
  }

  /** How far the look at a table had come. */
  begun(table: string): TableProgress | undefined {
    return this.#current?.report.table === table ? this.#current : undefined;
  }

  /** Notes that a table is finished. */
  async finish(report: TableReport): Promise<void> {
    this.#done.push(report);
    await this.#write(undefined);
  }

  /** Writes the progress of now when it is time to. Throws VERIFY_PROGRESS_UNUSABLE. */
  async save(progress: TableProgress): Promise<void> {
    const wait = Math.max(EVERY_MS, PART * this.#tookMs);
    if (this.#path === undefined || this.#isSaving || performance.now() - this.#savedAt < wait) return;
    this.#isSaving = true;
    try {
      await this.#write(progress);
    } finally {
      this.#isSaving = false;
    }
  }

  /** There is nothing to go on with any more. */
  remove(): void {
    if (this.#path !== undefined) rmSync(this.#path, { force: true });
  }

  async #write(progress: TableProgress | undefined): Promise<void> {
    if (this.#path === undefined) return;
    const began = performance.now();
    const memory = progress?.seen.memory;
    const current =
      progress && memory
        ? {
            text: progressText(progress),
            salt: Buffer.from(memory.salt).toString('base64'),
            count: memory.count,
          }
        : null;
    const done = this.#done.map((report) => JSON.stringify(report));
    const header: Header = { format: FORMAT, of: this.#of, done, current };
    const bits = memory === undefined ? Buffer.alloc(0) : await compress(memory.bits, { level: 1 });
    this.#replace(this.#path, `${JSON.stringify(header)}\n`, bits);
    this.#savedAt = performance.now();
    this.#tookMs = this.#savedAt - began;
  }

  #replace(path: string, header: string, bits: Buffer): void {
    const next = `${path}.next`;
    try {
      checkRegularOrNone(path);
      rmSync(next, { force: true });
      writeFileSync(next, header, { mode: 0o600, flag: 'wx' });
      appendFileSync(next, bits);
      renameSync(next, path);
    } catch (error) {
      throw unusable(path, messageOf(error));
    }
  }

  #read(path: string, content: Buffer): void {
    const end = content.indexOf('\n');
    const header = headerOf(content.subarray(0, Math.max(end, 0)).toString());
    if (header === undefined) throw unusable(path, 'it holds no progress of `verify`');
    if (header.of !== this.#of)
      throw unusable(path, `it is of another comparison (${header.of}), not of this one (${this.#of})`);
    this.#done.push(...header.done.map((text) => JSON.parse(text) as TableReport));
    if (header.current === null) return;
    const { text, salt, count } = header.current;
    try {
      const bits = gunzipSync(content.subarray(end + 1), { maxOutputLength: SEEN_BYTES });
      this.#current = progressOf(text, { salt: Buffer.from(salt, 'base64'), count, bits });
    } catch (error) {
      throw unusable(path, messageOf(error));
    }
    if (this.#current === undefined) throw unusable(path, 'it holds no progress of `verify`');
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    checkRegularOrNone(path);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) return undefined;
    if (size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
    return readFileSync(path);
  } catch (error) {
    throw unusable(path, messageOf(error));
  }
}

function headerOf(line: string): Header | undefined {
  try {
    const header = JSON.parse(line) as Header;
    return header.format === FORMAT && Array.isArray(header.done) ? header : undefined;
  } catch {
    return undefined;
  }
}

function unusable(path: string, reason: string): ProgramError {
  return new ProgramError('VERIFY_PROGRESS_UNUSABLE', `The progress in ${path} cannot be used: ${reason}.`, {
    remedy: 'Remove the file to begin from scratch, or name another one in --progress.',
  });
}
