import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Board, Verdict } from '../observe/board.ts';
import { statusOf } from '../observe/status.ts';

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What is shown, and whether the program and what it runs are alive. */
export interface Subject {
  readonly board: Board;
  readonly live: () => Verdict;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** What is made once is good for this long: whoever asks more often gets the same. */
const FRESH_MS = 1000;

const packages = createRequire(import.meta.url);
const own = (name: string): string => readFileSync(new URL(`../../page/${name}`, import.meta.url), 'utf8');
const ofChart = (name: string): string => readFileSync(packages.resolve(`uplot/dist/${name}`), 'utf8');

/** The files of the page. */
const FILES: Readonly<Record<string, readonly [type: string, read: () => string]>> = {
  '/': ['text/html; charset=utf-8', () => own('index.html')],
  '/page.css': ['text/css; charset=utf-8', () => own('page.css')],
  '/page.js': ['text/javascript; charset=utf-8', () => own('page.js')],
  '/uplot.css': ['text/css; charset=utf-8', () => ofChart('uPlot.min.css')],
  '/uplot.js': ['text/javascript; charset=utf-8', () => ofChart('uPlot.iife.min.js')],
};

/** Answers requests, each kind made at most once a second. */
export class Answers {
  readonly #subject: Subject;
  readonly #made = new Map<string, { readonly at: number; readonly answer: Promise<Answer> }>();

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  /** `accept` is the header of that name. */
  async to(path: string, accept: string): Promise<Answer> {
    const openMetrics = path === '/metrics' && accept.includes('application/openmetrics-text');
    const key = openMetrics ? `${path} open` : path;
    const made = this.#made.get(key);
    const now = performance.now();
    if (made !== undefined && now - made.at < FRESH_MS) return await made.answer;
    const answer = this.#make(path, openMetrics);
    if (answer === undefined) return text(404, 'not found');
    this.#made.set(key, { at: now, answer });
    return await answer;
  }

  #make(path: string, openMetrics: boolean): Promise<Answer> | undefined {
    const { board, live } = this.#subject;
    const file = FILES[path];
    if (file !== undefined) return this.#file(file);
    switch (path) {
      case '/livez':
        return Promise.resolve(verdict(live(), 'alive'));
      case '/readyz':
        return Promise.resolve(verdict(board.ready, 'ready'));
      case '/status':
        return Promise.resolve(json(statusOf(board, Date.now())));
      case '/history':
        return Promise.resolve(json(board.history));
      case '/metrics':
        return this.#metrics(openMetrics);
      default:
        return undefined;
    }
  }

  async #metrics(openMetrics: boolean): Promise<Answer> {
    // Loading it is most of what the server would cost a short run that nobody looks at.
    const { OPEN_METRICS, PLAIN, render } = await import('../observe/render.ts');
    const form = openMetrics ? OPEN_METRICS : PLAIN;
    return { status: 200, type: form, body: await render(this.#subject.board.points(), form) };
  }

  async #file([type, read]: readonly [string, () => string]): Promise<Answer> {
    return { status: 200, type, body: read() };
  }
}

function verdict({ ok, causes }: Verdict, word: string): Answer {
  if (ok) return text(200, word);
  return text(
    503,
    causes.map(({ code, text: said, remedy }) => `${code}: ${said.replace(/\.$/, '')}. ${remedy}`).join('\n'),
  );
}

function text(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${body}\n` };
}

function json(value: unknown): Answer {
  return { status: 200, type: JSON_TYPE, body: `${JSON.stringify(value)}\n` };
}
