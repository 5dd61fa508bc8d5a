import type { AwsFault } from './aws-fault.ts';

/** This many answers that make no sense, and never one that does, are no accident. */
const MAX_STRANGE = 3;

/**
 * Whether an endpoint has ever answered as AWS does. If not, what is no answer of AWS means that the endpoint is something
 * else, which no retry changes; later on, it is a short failure of a proxy or network.
 */
export class FirstAnswer {
  #answered = false;
  #strange = 0;

  /** Notes what a call has brought, and returns it. */
  async of<T>(call: Promise<T>): Promise<T> {
    const answer = await call;
    this.#answered = true;
    return answer;
  }

  /** True when the fault shows that the endpoint is not AWS, nor an emulator of it. */
  disproves({ answer }: AwsFault): boolean {
    if (this.#answered || answer === 'of AWS') return false;
    this.#strange += 1;
    return answer === 'foreign' || this.#strange >= MAX_STRANGE;
  }
}
