import vm from 'node:vm';
import { readPattern } from './foreign-pattern.ts';
import type { PatternBudget } from './pattern-budget.ts';

/** A search that costs as little as this is not even timed: some tens of microseconds at worst. */
const FEW_STEPS = 1e4;

/** What a search may cost without being watched: some tens of milliseconds at worst. */
const MANY_STEPS = 1e7;

const MAX_SEARCH_MS = 1000;

const context = vm.createContext({});
const search = new vm.Script('search()');

/** A `pattern` of a schema, which any string may be tested against. */
export interface Pattern {
  test(text: string): boolean;
  /** The pattern itself: the validator distinguishes patterns by it. */
  toString(): string;
}

/**
 * The pattern as a regular expression of JavaScript; one in another language's syntax matches everything. A search that
 * backtracks for more than a second is stopped: from then on the pattern matches everything, and `tooSlow` is called. So
 * it is with every pattern whose search may be long, once the budget of the run is spent.
 */
export function boundedPattern(source: string, budget: PatternBudget, tooSlow: () => void): Pattern {
  const expression = readPattern(source) ?? /(?:)/;
  const steps = stepsOf(source);
  let givenUp = budget.isGivenUp(source);
  const giveUp = (): true => {
    givenUp = true;
    budget.giveUp(source);
    tooSlow();
    return true;
  };
  const timed = (search: () => boolean | undefined): boolean => {
    if (budget.isSpent) return giveUp();
    const began = performance.now();
    const found = search();
    budget.spend(performance.now() - began);
    return found ?? giveUp();
  };
  const test = (text: string): boolean => {
    if (givenUp) return true;
    const cost = steps(text.length);
    if (cost <= FEW_STEPS) return expression.test(text);
    return timed(() =>
      cost <= MANY_STEPS ? expression.test(text) : testInTime(expression, text, budget.leftMs),
    );
  };
  return { test, toString: () => String(expression) };
}

/**
 * An upper bound of what a search in this many characters takes: each choice doubles it, each repetition multiplies it by
 * the length, and nothing bounds groups that are repeated.
 */
function stepsOf(source: string): (length: number) => number {
  const bare = source
    .replace(/\\./gsu, '_')
    .replace(/\[[^\]]*\]/gu, '_')
    .replaceAll('(?', '(');
  const count = (parts: RegExp): number => bare.match(parts)?.length ?? 0;
  const choices = count(/[|?]/g);
  const repetitions = count(/\)[*+{]/g) > 0 ? Number.POSITIVE_INFINITY : count(/[*+]|\{\d+,/g);
  return (length) => 2 ** choices * (length + 1) ** (1 + repetitions);
}

/** Undefined when it takes too long. Only a script of its own can be stopped from outside; that costs some tens of microseconds. */
function testInTime(expression: RegExp, text: string, leftMs: number): boolean | undefined {
  context.search = () => expression.test(text);
  const timeout = Math.ceil(Math.min(MAX_SEARCH_MS, leftMs));
  try {
    return search.runInContext(context, { timeout }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return undefined;
  }
}
