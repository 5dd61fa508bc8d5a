import { type Logger, messageOf, type SchemaMessage } from '@cdc-relay/singer';
import type { PatternBudget } from './pattern-budget.ts';
import { type RecordCheck, recordCheck } from './record-check.ts';

const UNCHECKED: RecordCheck = () => undefined;

/** Compiles the checks of a stream's SCHEMAs. One that is unusable checks nothing; that is said once. */
export class StreamCheck {
  readonly #log: Logger;
  readonly #budget: PatternBudget;
  #said = false;

  constructor(log: Logger, budget: PatternBudget) {
    this.#log = log;
    this.#budget = budget;
  }

  /** `isWhole`: see ResolvedSchema. */
  compile({ stream, schema }: SchemaMessage, isWhole: boolean): RecordCheck {
    try {
      if (!isWhole) throw new RangeError('its references multiply without end');
      return recordCheck(schema, this.#budget, (pattern) =>
        this.#log.warning('A pattern takes too long and is not validated any more', { stream, pattern }),
      );
    } catch (error) {
      const reason = `The SCHEMA is not usable, its records are not validated: ${messageOf(error)}`;
      if (!this.#said) this.#log.warning(reason, { stream });
      this.#said = true;
      return UNCHECKED;
    }
  }
}
