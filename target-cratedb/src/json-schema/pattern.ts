import vm from 'node:vm';

/** What a search may cost without being watched: some tens of milliseconds at worst. */
const FEW_STEPS = 1e7;

const LONGEST_SEARCH_MS = 1000;

const context = vm.createContext({});
const search = new vm.Script('search()');

/** A `pattern` of a schema, which any string may be tested against. */
export interface Pattern {
  test(text: string): boolean;
  /** The pattern itself: by this the validator tells one from another. */
  toString(): string;
}

/**
 * The pattern as a regular expression of JavaScript; one in another language's syntax matches everything. A search that
 * backtracks for more than a second is given up: from then on the pattern matches everything, and `tooSlow` is told.
 */
export function boundedPattern(source: string, tooSlow: () => void): Pattern {
  const expression = tolerantRegExp(source);
  const steps = stepsOf(source);
  let givenUp = false;
  const watched = (text: string): boolean => {
    try {
      return testInTime(expression, text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      givenUp = true;
      tooSlow();
      return true;
    }
  };
  const test = (text: string): boolean =>
    givenUp || (steps(text.length) <= FEW_STEPS ? expression.test(text) : watched(text));
  return { test, toString: () => String(expression) };
}

function tolerantRegExp(source: string): RegExp {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags);
    } catch {}
  }
  return /(?:)/;
}

/**
 * An upper bound of what a search in so many characters takes: each choice doubles it, each repetition multiplies it by
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

/** Only a script of its own can be stopped from outside; that costs some tens of microseconds. */
function testInTime(expression: RegExp, text: string): boolean {
  context.search = () => expression.test(text);
  return search.runInContext(context, { timeout: LONGEST_SEARCH_MS }) as boolean;
}
