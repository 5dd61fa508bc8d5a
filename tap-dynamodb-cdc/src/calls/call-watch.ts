import { type Cause, causeOf, type Point, type ProgramError, point } from '@cdc-relay/singer';

/** A call that fails for a shorter time is nothing unusual. */
const REFUSED_MS = 2000;

/** Throttling is judged by the calls of this time; fewer refusals in it than this say nothing. */
const WINDOW_MS = 8000;
const FEW = 5;

/** Kinesis' refusal of a call because a shard is read too fast. */
const THROTTLED = 'KINESIS_THROTTLED';

interface Failing {
  readonly since: number;
  readonly fault: ProgramError;
}

interface Counts {
  answered: number;
  throttled: number;
}

/** Watches the calls of AWS: which of them fail at present, and how many were throttled. Times are of any steady clock. */
export class CallWatch {
  /** What is retried now, by who retries it. */
  readonly #failing = new Map<object, Failing>();
  readonly #retries = new Map<string, number>();
  readonly #total: Counts = { answered: 0, throttled: 0 };
  /** The totals at the beginning of this window, and of the one before. */
  #windows: { readonly at: number; readonly counts: Counts }[] = [];

  /** A call has failed and will be retried; `who` is the same until it has succeeded or is given up. */
  failed(who: object, fault: ProgramError, now: number): void {
    this.#failing.set(who, { since: this.#failing.get(who)?.since ?? now, fault });
    this.#retries.set(fault.code, (this.#retries.get(fault.code) ?? 0) + 1);
    if (fault.code === THROTTLED) this.#total.throttled += 1;
  }

  succeeded(who: object): void {
    this.#total.answered += 1;
    this.#failing.delete(who);
  }

  givenUp(who: object): void {
    this.#failing.delete(who);
  }

  /** Why AWS does not do what it is asked. To be called about once a second. */
  causes(now: number): Cause[] {
    const lasting = [...this.#failing.values()].filter(({ since }) => now - since >= REFUSED_MS);
    const codes = new Map(lasting.map(({ fault }) => [fault.code, fault]));
    const refused = [...codes].map(([code, { message, remedy = '' }]) => ({ code, text: message, remedy }));
    return [...refused, ...this.#throttling(now)];
  }

  points(): Point[] {
    return [
      point('dynamodb_cdc_throttles_total', this.#total.throttled),
      ...[...this.#retries].map(([code, count]) => point('dynamodb_cdc_aws_retries_total', count, code)),
    ];
  }

  #throttling(now: number): Cause[] {
    if (now - (this.#windows.at(-1)?.at ?? 0) >= WINDOW_MS / 2)
      this.#windows = [...this.#windows.slice(-1), { at: now, counts: { ...this.#total } }];
    const [{ at, counts } = { at: now, counts: this.#total }] = this.#windows;
    const throttled = this.#total.throttled - counts.throttled;
    const answered = this.#total.answered - counts.answered;
    if (throttled < FEW || throttled <= answered) return [];
    const seconds = Math.round((now - at) / 1000);
    return [
      causeOf('THROTTLED', `${throttled} calls of the last ${seconds} s were refused, ${answered} answered`),
    ];
  }
}
