import { messageOf, ProgramError } from '@cdc-relay/singer';
import type { BadRecord, SourceRecord } from 'tap-dynamodb-cdc';
import type { DeadLetterPlace } from 'target-cratedb';
import type { Sender } from './senders.ts';

type Letter = Parameters<DeadLetterPlace['append']>[0];

/**
 * The bad records of an invocation, with the whole record of the stream: those that are no change records, and those
 * that do not fit their table. They are sent before the state passes them. What is delivered again may be sent again.
 */
export class DeadLetters implements DeadLetterPlace {
  readonly #send: Sender;
  readonly #sourceOf: (message: number) => SourceRecord | undefined;
  #waiting: string[] = [];
  /** How many records could not be decoded. */
  undecoded = 0;

  /** `sourceOf`: the record that a message of the target is from, by the message's number. */
  constructor(send: Sender, sourceOf: (message: number) => SourceRecord | undefined) {
    this.#send = send;
    this.#sourceOf = sourceOf;
  }

  /** Keeps a record that is no change record. */
  keep({ reason, ...source }: BadRecord): void {
    this.undecoded += 1;
    this.#add({ reason }, source);
  }

  /** Keeps a record that the target could not load; `line` is the number of its message. */
  append({ line, stream, reason, ...content }: Letter): void {
    const source = typeof line === 'number' ? this.#sourceOf(line) : undefined;
    this.#add({ stream, reason, ...(source === undefined && content) }, source);
  }

  /** Sends what was kept. Throws DEAD_LETTER_UNSENT. */
  async sync(): Promise<void> {
    const letters = this.#waiting;
    if (letters.length === 0) return;
    this.#waiting = [];
    try {
      await this.#send(letters);
    } catch (error) {
      throw new ProgramError('DEAD_LETTER_UNSENT', `A dead letter cannot be sent: ${messageOf(error)}.`, {
        cause: error,
      });
    }
  }

  /** `Data` as AWS's command line names it: the tap reads such lines as a dump. */
  #add(letter: Letter, source: SourceRecord | undefined): void {
    const whole = source && {
      shard: source.shardId,
      sequence_number: source.sequenceNumber,
      Data: Buffer.from(source.data).toString('base64'),
    };
    this.#waiting.push(JSON.stringify({ time: new Date().toISOString(), ...letter, ...whole }));
  }
}
