import type { Readable, Writable } from 'node:stream';
import split2 from 'split2';
import {
  checkpointLine,
  type DaemonMessage,
  type Position,
  parseDaemonMessage,
  statusLine,
} from './protocol.ts';

/** The pipes to the daemon, which has started this process. */
export class DaemonChannel {
  readonly #lines: AsyncIterator<string>;
  readonly #output: Writable;

  constructor(input: Readable, output: Writable) {
    this.#lines = input.pipe(split2())[Symbol.asyncIterator]() as AsyncIterator<string>;
    this.#output = output;
  }

  /** The next message; undefined once the daemon has closed the pipe or is gone. Throws a SyntaxError. */
  async next(): Promise<DaemonMessage | undefined> {
    const { value, done } = await this.#lines.next();
    return done === true ? undefined : parseDaemonMessage(value);
  }

  /** Says that a message is dealt with. */
  done(action: DaemonMessage['action']): void {
    this.#output.write(statusLine(action));
  }

  /**
   * Asks for a checkpoint, while a call is open that allows one; without a position, at the end of the shard. Returns the
   * name of what went wrong, null if nothing did, undefined if the daemon is gone.
   */
  async checkpoint(position: Position | undefined): Promise<string | null | undefined> {
    this.#output.write(checkpointLine(position));
    const answer = await this.next();
    if (answer === undefined) return undefined;
    if (answer.action === 'checkpoint') return answer.error;
    throw new SyntaxError(`the daemon says ${answer.action} instead of answering a checkpoint`);
  }
}
