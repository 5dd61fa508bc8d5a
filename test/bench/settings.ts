/** How much to measure. */
export interface BenchSettings {
  readonly runs: number;
  readonly records: number;
}

/** Reads BENCH_RUNS (default 5) and BENCH_ROWS (default 100,000). Throws RangeError. */
export function benchSettings(environment: NodeJS.ProcessEnv): BenchSettings {
  return { runs: count(environment, 'BENCH_RUNS', 5), records: count(environment, 'BENCH_ROWS', 100_000) };
}

function count(environment: NodeJS.ProcessEnv, name: string, usual: number): number {
  const text = environment[name] || String(usual);
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`${name} is no count: ${text}`);
  return number;
}
