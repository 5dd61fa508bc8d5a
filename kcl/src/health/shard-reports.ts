import { type Board, causeOf, point, type Report, readReport, resources } from '@cdc-relay/singer';
import { NAME } from '../error-catalogue.ts';

/** The process of a shard, as the worker hears of it. */
interface Heard {
  readonly shardId: string;
  /** Milliseconds of a clock that only goes forward. */
  readonly at: number;
}

/** What the processes of shards report to their worker, on its board. */
export class ShardReports {
  readonly #board: Board;
  readonly #readyMs: number;
  readonly #heard = new Map<string, Heard>();

  /** A process that reports nothing for `readyMs` is not ready. */
  constructor(board: Board, readyMs: number) {
    this.#board = board;
    this.#readyMs = readyMs;
    board.starts(NAME);
  }

  /** A line of a process, of which `id` is the worker's own name for it. */
  line(id: string, text: string, now: number): void {
    const { shardId, report } = parsed(text);
    const known = readReport(report);
    if (typeof shardId !== 'string' || known === undefined) return;
    this.#heard.set(id, { shardId, at: now });
    this.#board.report(id, known, Date.now());
  }

  /** A process is gone: its shard is another one's, or the worker ends. */
  ended(id: string): void {
    this.#heard.delete(id);
    this.#board.ends(id);
  }

  /** To be called once a second, with the milliseconds of a clock that only goes forward. */
  tick(now: number): void {
    const silent = [...this.#heard.values()].filter(({ at }) => now - at > this.#readyMs);
    const report: Report = {
      points: [point('dynamodb_cdc_shards', this.#heard.size, 'read'), ...resources(NAME)],
      causes: silent.map(({ shardId, at }) =>
        causeOf(
          'PROGRAM_SILENT',
          `the process of ${shardId} has reported nothing for ${Math.round((now - at) / 1000)} s`,
        ),
      ),
    };
    this.#board.report(NAME, report, Date.now());
  }
}

function parsed(text: string): { shardId?: unknown; report?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
