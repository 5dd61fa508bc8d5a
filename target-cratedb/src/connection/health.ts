import { type Cause, type Point, type ProgramError, point } from '@cdc-relay/singer';

/** A statement that fails for a shorter time is nothing unusual. */
const REFUSED_MS = 2000;

/** How CrateDB answers statements, for whoever wants to know. Times are of any steady clock. */
export class Health {
  readonly #retries = new Map<string, number>();
  #lost = 0;
  #refused: { readonly since: number; readonly fault: ProgramError } | undefined;

  /** A statement will be sent again; `fault` is what the program would end with. */
  retried(cause: string, fault: ProgramError, now: number): void {
    this.#retries.set(cause, (this.#retries.get(cause) ?? 0) + 1);
    this.#refused = { since: this.#refused?.since ?? now, fault };
  }

  /** No statement waits for another attempt. */
  recovered(): void {
    this.#refused = undefined;
  }

  /** A connection is given up. */
  lost(): void {
    this.#lost += 1;
  }

  causes(now: number): Cause[] {
    if (this.#refused === undefined || now - this.#refused.since < REFUSED_MS) return [];
    return [causeOfFault(this.#refused.fault)];
  }

  points(): Point[] {
    return [
      point('dynamodb_cdc_connections_lost_total', this.#lost),
      ...[...this.#retries].map(([cause, count]) =>
        point('dynamodb_cdc_statements_retried_total', count, cause),
      ),
    ];
  }
}

/** An error as a cause. */
export function causeOfFault({ code, headline, remedy = '' }: ProgramError): Cause {
  return { code, text: headline, remedy };
}
