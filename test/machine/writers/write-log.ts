/** A statement that was passed on to CrateDB. */
export interface Sent {
  readonly writer: number;
  readonly atMs: number;
}

/** What changes rows of the table or its tombstones, and so needs the lease of `remove`. */
const WRITE = /^(INSERT INTO|DELETE FROM|UPDATE) "[^"]*"\."(h|_sdc_tombstones)"/;

/** What takes or renews a lease. */
const LEASE = /^(INSERT INTO|UPDATE) "[^"]*"\."_sdc_leases"/;

/** Which process wrote when, in the order in which its statements were passed on. */
export class WriteLog {
  readonly #writes: Sent[] = [];
  readonly #renewed = new Map<number, number>();
  #writers = 0;
  /** The longest time from a lease statement of a process to one of its writes, in milliseconds. */
  latestMs = 0;

  /** A number for one more process. */
  newWriter(): number {
    this.#writers += 1;
    return this.#writers;
  }

  add(writer: number, sql: string): void {
    const atMs = performance.now();
    if (LEASE.test(sql)) this.#renewed.set(writer, atMs);
    if (!WRITE.test(sql)) return;
    this.latestMs = Math.max(this.latestMs, atMs - (this.#renewed.get(writer) ?? atMs));
    this.#writes.push({ writer, atMs });
  }

  /** The shortest time between the last write of a process and the first one of the next; Infinity for one process. */
  get leastGapMs(): number {
    const gaps = this.#writes.flatMap(({ writer, atMs }, index) => {
      const before = this.#writes[index - 1];
      return before === undefined || before.writer === writer ? [] : [atMs - before.atMs];
    });
    return Math.min(...gaps);
  }

  /** Processes that wrote again after another one had written: none may, as each has the lease once. */
  overlaps(): string[] {
    const ended = new Set<number>();
    const found = new Set<number>();
    let last: number | undefined;
    for (const { writer } of this.#writes) {
      if (writer === last) continue;
      if (ended.has(writer)) found.add(writer);
      if (last !== undefined) ended.add(last);
      last = writer;
    }
    return [...found].map((writer) => `process ${writer} wrote after another one had begun to write`);
  }
}
