import { errorKind } from '../connection/error-kind.ts';
import type { Operation } from './batch.ts';

/** A row that CrateDB does not accept, and its error. */
export interface Refusal {
  readonly operation: Operation;
  readonly error: unknown;
}

/** How rows are written while those are looked for that CrateDB does not accept. Both throw what is not a matter of rows. */
export interface RowForms {
  /** Writes all in one go; yields those that were accepted, or CrateDB's error for the statement as a whole. */
  readonly together: (operations: readonly Operation[]) => Promise<ReadonlySet<Operation> | Error>;
  /** Writes one; yields CrateDB's error when it is not accepted. */
  readonly alone: (operation: Operation) => Promise<Error | undefined>;
}

/** Thrown when nothing of a batch is accepted and no message names a value: that is not a matter of its rows. */
export class EveryRowRefused extends Error {
  override readonly name = 'EveryRowRefused';
  /** One of the rows, whose error this is. */
  readonly operation: Operation;

  constructor(operation: Operation, cause: Error) {
    super(cause.message, { cause });
    this.operation = operation;
  }
}

/** This many rows, spread over a batch, tell whether any row of it is accepted. */
const PROBES = 12;

/**
 * Finds the rows that CrateDB does not accept, among rows of which not all were accepted together; all others are written.
 * A row is bad only when it is refused alone and another row of the batch is accepted, or when the message names its
 * value. There is no waiting: what may pass is thrown. `witnessed`: other rows of the batch are accepted.
 */
export async function settleRows(
  forms: RowForms,
  operations: readonly Operation[],
  witnessed: boolean,
): Promise<Refusal[]> {
  const search = new Search(forms, witnessed);
  await search.run(operations);
  return await search.confirmed(operations.length);
}

class Search {
  readonly #forms: RowForms;
  readonly #refused = new Map<Operation, Error>();
  readonly #accepted = new Set<Operation>();
  #witnessed: boolean;

  constructor(forms: RowForms, witnessed: boolean) {
    this.#forms = forms;
    this.#witnessed = witnessed;
  }

  async run(operations: readonly Operation[]): Promise<void> {
    const answer = await this.#forms.together(operations);
    const accepted = answer instanceof Error ? new Set<Operation>() : answer;
    this.#witnessed ||= accepted.size > 0;
    const rest = operations.filter((operation) => !accepted.has(operation));
    if (!this.#witnessed) await this.#probe(rest);
    if (!(answer instanceof Error)) for (const operation of rest) await this.#alone(operation);
    else if (rest.length > 1) await this.#halve(rest);
    else for (const operation of rest) await this.#alone(operation);
  }

  /**
   * The refused rows. What names no value is asked once more, now that others were accepted: it may have been the
   * cluster's state. Throws EveryRowRefused.
   */
  async confirmed(rows: number): Promise<Refusal[]> {
    const unclear = [...this.#refused].filter(([, error]) => errorKind(error) !== 'value');
    const [first] = unclear;
    if (first === undefined) return this.#refusals();
    const isOnlyRow = rows === 1 && errorKind(first[1]) === 'null';
    if (!this.#witnessed && !isOnlyRow) throw new EveryRowRefused(...first);
    for (const [operation] of unclear) {
      this.#refused.delete(operation);
      await this.#alone(operation);
    }
    return this.#refusals();
  }

  #refusals(): Refusal[] {
    return [...this.#refused].map(([operation, error]) => ({ operation, error }));
  }

  /** Where nothing is accepted, some rows tell for all: thousands of attempts would only take long. */
  async #probe(operations: readonly Operation[]): Promise<void> {
    if (operations.length <= PROBES) return;
    const step = (operations.length - 1) / (PROBES - 1);
    for (let probe = 0; probe < PROBES && !this.#witnessed; probe += 1) {
      const operation = operations[Math.round(probe * step)];
      if (operation !== undefined) await this.#alone(operation);
    }
    const unclear = [...this.#refused].find(([, error]) => errorKind(error) !== 'value');
    if (!this.#witnessed && unclear !== undefined) throw new EveryRowRefused(...unclear);
  }

  async #alone(operation: Operation): Promise<void> {
    if (this.#accepted.has(operation) || this.#refused.has(operation)) return;
    const error = await this.#forms.alone(operation);
    if (error !== undefined) this.#refused.set(operation, error);
    else this.#accepted.add(operation);
    this.#witnessed ||= error === undefined;
  }

  async #halve(operations: readonly Operation[]): Promise<void> {
    const middle = Math.ceil(operations.length / 2);
    await this.run(operations.slice(0, middle));
    await this.run(operations.slice(middle));
  }
}
