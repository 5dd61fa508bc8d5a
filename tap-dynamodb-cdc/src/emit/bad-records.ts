import { counted, DeadLetterFile, invalidSettings, type Logger, ProgramError } from '@cdc-relay/singer';
import { InvalidChangeRecord } from '../change-record/invalid.ts';
import type { ContentOptions } from '../settings/options.ts';
import { type BadRecord, deadLetterOf } from './dead-letters.ts';

const HOW_TO_KEEP =
  'With "on_bad_record": dead_letter such records are kept in a file, and the run continues.';

/** What happens with bad records. */
export type BadRecordOptions = Pick<ContentOptions, 'onBadRecord' | 'deadLetterPath'>;

/** The dead-letter file; undefined where bad records end the run. Throws CONFIG_INVALID. */
export function deadLetterPath({ onBadRecord, deadLetterPath: path }: BadRecordOptions): string | undefined {
  if (onBadRecord === 'fail') return undefined;
  if (path) return path;
  throw invalidSettings(['"on_bad_record" is dead_letter: "dead_letter_path" must name a file']);
}

/** What becomes of records that are no change records: the end of the run, or a line in the dead-letter file. */
export class BadRecords implements Disposable {
  readonly #file: DeadLetterFile | undefined;
  readonly #log: Logger;
  /** Dead letters of this run. */
  count = 0;

  /** Throws CONFIG_INVALID and DEAD_LETTER_FAILED. */
  constructor(options: BadRecordOptions, log: Logger) {
    const path = deadLetterPath(options);
    this.#file = path === undefined ? undefined : new DeadLetterFile(path, log);
    this.#log = log;
  }

  /** How a user lets the run go on after bad records; undefined where it does. */
  get howToKeep(): string | undefined {
    return this.#file === undefined ? HOW_TO_KEEP : undefined;
  }

  /** Keeps one, as `keep` does. */
  readonly keepOne = (record: BadRecord): void => this.keep([record]);

  /** Keeps them; they are on disk when it returns. Throws DEAD_LETTER_FAILED. */
  keep(records: readonly BadRecord[]): void {
    if (records.length === 0) return;
    for (const record of records) this.#file?.append(deadLetterOf(record));
    this.#file?.sync();
    this.count += records.length;
    for (const { reason, shardId: shard, sequenceNumber } of records.slice(0, 1)) {
      this.#log.warning(
        `${counted(records.length, 'bad record')} went to the dead-letter file; the first: ${reason}`,
        {
          shard,
          sequence_number: sequenceNumber,
        },
      );
    }
  }

  [Symbol.dispose](): void {
    this.#file?.[Symbol.dispose]();
  }
}

/** What helps where nothing else is known. */
const STRANGE_RECORD = 'Find out which other program writes to this Kinesis stream.';

function remedyOf(cause: unknown): string {
  return (cause instanceof InvalidChangeRecord ? cause.remedy : undefined) ?? STRANGE_RECORD;
}

/** The fault that ends the run where bad records are not kept; `howToKeep` ends its remedy. */
export function badRecordFault(
  { reason, shardId, sequenceNumber }: BadRecord,
  cause: unknown,
  howToKeep: string,
): ProgramError {
  return new ProgramError(
    'CHANGE_RECORD_INVALID',
    `A record is not a change record of DynamoDB: ${reason} (shard ${shardId}, sequence number ${sequenceNumber}).`,
    {
      remedy: `Everything before it was emitted. ${remedyOf(cause)} ${howToKeep}`,
      cause,
    },
  );
}
