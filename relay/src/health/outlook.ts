import {
  Board,
  type Cause,
  causeOf,
  type Notice,
  PIPE_CLOSED,
  point,
  type Report,
  type Route,
  resources,
  type Verdict,
} from '@cdc-relay/singer';
import type { Command } from '../pair/commands.ts';
import type { Ended } from '../pair/running-program.ts';
import { describeEnd, remedyOf } from '../restart/faults.ts';
import { Roster } from './roster.ts';

const NAME = 'dynamodb-cdc-relay';

/** After a failure, all has to be well for this long until it counts as over: what fails may do so again at once. */
const STEADY_MS = 5000;

/** A program that is silent for this long does not run, whatever the system says. */
const DEAD_MS = 60_000;

/** What is seen of the pipeline from outside: the reports of both programs, and what only this one knows. */
export class Outlook {
  readonly board: Board;
  readonly #readyMs: number;
  readonly #roster = new Roster();
  readonly #restarts = new Map<string, number>();
  #failure: Cause | undefined;
  #steadySince: number | undefined;

  /** A program that reports nothing for `readyMs` is not ready. */
  constructor({ version, route }: { version: string; route: Route }, readyMs: number) {
    this.board = new Board({ name: NAME, version, ...route }, Date.now());
    this.#readyMs = readyMs;
    for (const name of ['tap-dynamodb-cdc', 'target-cratedb']) this.board.starts(name);
  }

  /** A program is started. */
  started(name: Command['name']): void {
    this.board.starts(name);
    this.#roster.started(name, performance.now());
  }

  /** A program has ended. What it does because the other one has failed says nothing. */
  ended(end: Ended): void {
    this.board.starts(end.name);
    this.#roster.ended(end.name);
    if (isFailure(end)) this.#fails(end, describeEnd(end));
  }

  report(name: Command['name'], report: Report): void {
    this.#roster.heard(name, performance.now());
    this.board.report(name, report, Date.now());
  }

  notice(program: string, notice: Notice): void {
    this.board.notice(program, notice, Date.now());
  }

  /** The pipeline has failed because a program ended so, and starts again in some seconds. */
  restarts(end: Ended, seconds: number): void {
    this.#restarts.set(end.name, (this.#restarts.get(end.name) ?? 0) + 1);
    this.#fails(end, `${describeEnd(end)}; restart in ${seconds} s`);
  }

  /** To be called once a second: `now` is in milliseconds of a clock that only goes forward. */
  tick(now: number): void {
    const silent = this.#roster.silent(now, this.#readyMs).map(([name, ms]) => silence(name, ms));
    this.#settle(now, silent);
    const failure = this.#failure === undefined ? [] : [this.#failure];
    const restarts = [...this.#restarts].map(([name, count]) =>
      point('dynamodb_cdc_restarts_total', count, name),
    );
    const report = { points: [...restarts, ...resources(NAME)], causes: [...failure, ...silent] };
    this.board.report(NAME, report, Date.now());
  }

  /** Whether the programs run that should. */
  live(now: number): Verdict {
    const causes = this.#roster.silent(now, DEAD_MS).map(([name, ms]) => silence(name, ms));
    return { ok: causes.length === 0, causes };
  }

  #fails(end: Ended, text: string): void {
    const { fault: code } = end;
    this.#failure =
      code === undefined ? causeOf('PROGRAM_ENDED', text) : { code, text, remedy: remedyOf(end) };
    this.#steadySince = undefined;
  }

  /** A failure is over once all has been well for a while. */
  #settle(now: number, silent: readonly Cause[]): void {
    if (this.#failure === undefined) return;
    const others = this.board.ready.causes.filter((cause) => cause !== this.#failure);
    if (others.length + silent.length > 0) this.#steadySince = undefined;
    else this.#steadySince ??= now;
    if (now - (this.#steadySince ?? now) >= STEADY_MS) this.#failure = undefined;
  }
}

function silence(name: string, ms: number): Cause {
  return causeOf('PROGRAM_SILENT', `${name} has reported nothing for ${Math.round(ms / 1000)} s`);
}

function isFailure({ code, signal }: Ended): boolean {
  return code === null ? signal !== 'SIGTERM' : code !== 0 && code !== PIPE_CLOSED;
}
