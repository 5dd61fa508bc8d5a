import { createInterface, type Interface } from 'node:readline/promises';
import { type Logger, ProgramError } from '@cdc-relay/singer';
import type { Answers } from './answers.ts';
import { splitStatements } from './statements.ts';

const PROMPT = 'cratedb> ';
/** Within a statement. */
const CONTINUED = '     ... ';

/** Lines that the arrow keys bring back; they are not kept, as statements may hold passwords. */
const MAX_HISTORY = 1000;

const ENDS = /^(?:\\q|quit|exit);?$/i;
const HELPS = /^(?:\\\?|help);?$/i;
const HELP =
  'SQL statements end with a semicolon. The arrow keys bring earlier lines back. Ctrl-C drops a statement, \\q or Ctrl-D ends.';

/** What the prompt gets from the program. */
export interface Surroundings {
  readonly log: Logger;
  /** Aborts when the program is asked to end. */
  readonly signal: AbortSignal;
}

/** Prompts for statements on a terminal until its user ends it. What CrateDB refuses is reported, and no end. */
export async function prompt(answers: Answers, surroundings: Surroundings): Promise<void> {
  const { signal } = surroundings;
  const session = new Session(answers, surroundings);
  const end = (): void => session.close();
  signal.addEventListener('abort', end);
  try {
    if (!signal.aborted) await session.run();
  } finally {
    signal.removeEventListener('abort', end);
    session.close();
  }
}

class Session {
  readonly #answers: Answers;
  readonly #surroundings: Surroundings;
  /** Where stdout is a file, only answers are in it. */
  readonly #screen = process.stdout.isTTY ? process.stdout : process.stderr;
  readonly #lines: Interface;
  /** The beginning of a statement. */
  #typed = '';
  #isRunning = false;

  constructor(answers: Answers, surroundings: Surroundings) {
    this.#answers = answers;
    this.#surroundings = surroundings;
    this.#lines = createInterface({
      input: process.stdin,
      output: this.#screen,
      terminal: true,
      historySize: MAX_HISTORY,
      removeHistoryDuplicates: true,
    });
    this.#lines.on('SIGINT', () => this.#interrupt());
  }

  async run(): Promise<void> {
    this.#prompt();
    for await (const line of this.#lines) {
      const word = this.#typed === '' ? line.trim() : '';
      if (ENDS.test(word)) return;
      if (HELPS.test(word)) this.#screen.write(`${HELP}\n`);
      else await this.#accept(line);
      if (this.#surroundings.signal.aborted) return;
      this.#prompt();
    }
    // After Ctrl-D the shell's own prompt has a line of its own.
    this.#screen.write('\n');
  }

  close(): void {
    this.#lines.close();
  }

  #prompt(): void {
    this.#lines.setPrompt(this.#typed === '' ? PROMPT : CONTINUED);
    this.#lines.prompt();
  }

  /** In raw mode Ctrl-C is no signal: it drops what was typed, or ends as a signal does while a statement runs. */
  #interrupt(): void {
    if (this.#isRunning) return void process.kill(process.pid, 'SIGINT');
    this.#typed = '';
    this.#screen.write('^C\n');
    // To the end of the line, and away with what is before it.
    for (const name of ['e', 'u']) this.#lines.write(null, { ctrl: true, name });
    this.#prompt();
  }

  /** Runs the statements that a line ends, up to the first that is refused. */
  async #accept(line: string): Promise<void> {
    const { statements, rest } = splitStatements(`${this.#typed}${line}\n`);
    this.#typed = rest === '' ? '' : `${rest}\n`;
    this.#isRunning = true;
    try {
      for (const statement of statements) await this.#answers.print(statement);
    } catch (error) {
      this.#report(error);
    } finally {
      this.#isRunning = false;
    }
  }

  #report(error: unknown): void {
    if (!(error instanceof ProgramError) || error.exitCode !== 1) throw error;
    const { code, headline, remedy } = error;
    this.#surroundings.log.error(`${code}: ${headline}`, remedy === undefined ? [] : [remedy]);
  }
}
