import { type Logger, messageOf, type SchemaMessage, stringifyJson } from '@cdc-relay/singer';
import type { PatternBudget } from './pattern-budget.ts';
import { type RecordCheck, recordCheck } from './record-check.ts';

/** Maximum length of what is shown of a part that is not understood. */
const MAX_SHOWN_LENGTH = 100;
const MAX_SHOWN = 5;

const UNCHECKED: RecordCheck = () => undefined;

/** Compiles the checks of a stream's SCHEMAs. One that is unusable checks nothing, which is logged once. */
export class StreamCheck {
  readonly #log: Logger;
  readonly #budget: PatternBudget;
  readonly #said = new Set<string>();

  constructor(log: Logger, budget: PatternBudget) {
    this.#log = log;
    this.#budget = budget;
  }

  /** `isWhole`: see ResolvedSchema. */
  compile({ stream, schema }: SchemaMessage, isWhole: boolean): RecordCheck {
    const unchecked: string[] = [];
    try {
      if (!isWhole) throw new RangeError('its references multiply without end');
      const check = recordCheck(
        schema,
        this.#budget,
        (pattern) =>
          this.#log.warning('a pattern takes too long and is not validated any more', { stream, pattern }),
        (where, value) => unchecked.push(`${where} ${stringifyJson(value)}`.slice(0, MAX_SHOWN_LENGTH)),
      );
      if (unchecked.length > 0)
        this.#say(
          'unchecked',
          `the SCHEMA is not usable in parts, which are not validated: ${list(unchecked)}`,
          stream,
        );
      return check;
    } catch (error) {
      this.#say(
        'unusable',
        `the SCHEMA is not usable, so its records are not validated: ${messageOf(error)}`,
        stream,
      );
      return UNCHECKED;
    }
  }

  #say(what: string, text: string, stream: string): void {
    if (!this.#said.has(what)) this.#log.warning(text, { stream });
    this.#said.add(what);
  }
}

function list(parts: readonly string[]): string {
  const more = parts.length - MAX_SHOWN;
  return parts.slice(0, MAX_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
