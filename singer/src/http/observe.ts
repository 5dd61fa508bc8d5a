import { Board, type Route } from '../observe/board.ts';
import { type Point, point, type Report } from '../observe/report.ts';
import type { ProgramContext } from '../program/run.ts';
import { type Address, parseAddress } from './address.ts';
import type { Subject } from './answers.ts';
import type { Serving } from './serve.ts';

/** How often a program reports what it counts, and whether it is ready. */
const REPORT_MS = 1000;

/** Makes the report of a program as of now (milliseconds since the epoch). */
export type Collect = (now: number) => Report;

/** What a program is seen by. */
type Observed = Pick<ProgramContext<unknown>, 'program' | 'log' | 'tellParent'>;

/** How a program is seen from outside. Dispose of it at the end. */
export interface Observation extends AsyncDisposable {
  /** Whether anybody wants to know. */
  readonly isWanted: boolean;
  /** From now on this is reported, once a second and at the end; not at all where nobody wants to know. */
  watch(collect: Collect): void;
}

/**
 * Has a program seen from outside: by the relay that started it, and on the server of its setting `http`. Throws
 * CONFIG_INVALID, HTTP_UNAVAILABLE.
 */
export async function observe(
  { program: { name, version }, log, tellParent: send }: Observed,
  route: Route,
  http: string | undefined,
): Promise<Observation> {
  const address = parseAddress(http);
  const board = address && new Board({ name, version, ...route }, Date.now());
  board?.starts(name);
  const served = address && board && (await serveBoard(address, { board, live: () => ALIVE }));
  if (served !== undefined) log.info(`metrics, health and a page are on ${served.url}`);
  log.listen((notice) => {
    send?.({ notice });
    board?.notice(name, notice, Date.now());
  });
  const isWanted = send !== undefined || board !== undefined;
  let report = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    isWanted,
    watch(collect) {
      if (!isWanted) return;
      report = () => {
        const now = Date.now();
        const { points, causes } = collect(now);
        const all = { points: [...points, ...resources(name)], causes };
        send?.({ report: all });
        board?.report(name, all, now);
      };
      timer = setInterval(report, REPORT_MS);
      timer.unref();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      report();
      await served?.[Symbol.asyncDispose]();
    },
  };
}

/** That it answers shows that it is alive. */
const ALIVE = { ok: true, causes: [] };

/** Serves a board: see `serve`. It is loaded only where it is wanted. */
export async function serveBoard(address: Address, subject: Subject): Promise<Serving> {
  return await (await import('./serve.ts')).serve(address, subject);
}

/** What this process takes of its machine. */
export function resources(program: string): Point[] {
  const { user, system } = process.cpuUsage();
  return [
    point('dynamodb_cdc_memory_bytes', process.memoryUsage.rss(), program),
    point('dynamodb_cdc_cpu_seconds_total', (user + system) / 1e6, program),
  ];
}
