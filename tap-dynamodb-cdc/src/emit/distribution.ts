import { type Logger, ProgramError } from '@cdc-relay/singer';

const SPREADS =
  'the Kinesis stream spreads records over its shards without regard to their item (RecordDistributionStrategy AUTO)';

/**
 * Whether the changes of an item come in order. With the strategy AUTO they are in several shards, so that only their
 * times order them: milliseconds are too coarse for that.
 */
export class Distribution {
  /** Whether the Kinesis stream has the strategy AUTO, as far as that is known. */
  isAuto = false;
  readonly #accepted: boolean;
  readonly #log: Logger;
  #warned = false;

  /** `accepted`: coarse times are read as well. */
  constructor(accepted: boolean, log: Logger) {
    this.#accepted = accepted;
    this.#log = log;
  }

  /** Throws RECORDS_UNORDERED; `isExact`: the time of the change record is in microseconds. */
  check(isExact: boolean): void {
    if (!this.isAuto) return;
    if (!isExact && !this.#accepted) throw unordered();
    if (this.#warned) return;
    this.#warned = true;
    this.#log.warning(
      isExact
        ? `${SPREADS}: only their times, in microseconds, order the changes of an item`
        : `${SPREADS}: changes of an item within the same millisecond may end in the wrong order`,
    );
  }
}

function unordered(): ProgramError {
  return new ProgramError(
    'RECORDS_UNORDERED',
    `The changes of an item cannot be ordered: ${SPREADS}, and the times of the change records are coarser than microseconds.`,
    {
      remedy:
        'Set the precision of the streaming destination to MICROSECOND, or the strategy to USER_PARTITION_KEY, and start again with start_timestamp after that; with accept_auto_distribution the tap reads the records as they are.',
    },
  );
}
