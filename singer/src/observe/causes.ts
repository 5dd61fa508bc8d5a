/** Why a program is not ready: what it means, and what to do. */
export interface CauseEntry {
  readonly means: string;
  readonly remedy: string;
}

/** Causes of `/readyz` besides errors, which have entries of their own in docs/errors.md. */
export const CAUSES = {
  STARTING: {
    means: 'A program has not yet answered that all is well since its start.',
    remedy: 'Wait some seconds; if it stays, see the other causes and the log.',
  },
  PROGRAM_SILENT: {
    means:
      'A program of the relay, or the process of a shard, runs, but has reported nothing for some seconds: it is stopped, or its machine is overloaded.',
    remedy:
      'Continue the process if somebody has stopped it (`kill -CONT`); otherwise look at the load and memory of the machine.',
  },
  PROGRAM_ENDED: {
    means:
      'A program of the relay has ended without naming an error: most often it was killed. The relay starts it again.',
    remedy: 'Look for who killed it: the kernel when memory is short, or an operator.',
  },
  SHARD_UNANSWERED: {
    means: 'A shard is asked for records, and has not answered successfully for some seconds.',
    remedy:
      'Look at the AWS Health Dashboard, the network, and the limits of the shard; the tap keeps trying.',
  },
  SHARD_STALLED: {
    means: 'A shard answers, but with pages that hold nothing and come no nearer to its tip.',
    remedy:
      'Look at the AWS Health Dashboard; restart the tap, which begins after the last record that is durable.',
  },
  SHARD_UNREAD: {
    means: 'A shard is listed and could be read, but nobody reads it.',
    remedy:
      'Restart the tap and report this as a defect; records of that shard are safe until its retention ends.',
  },
  THROTTLED: {
    means: 'Kinesis refuses more calls than it answers: other readers use up the limits of the shards.',
    remedy: 'Look for other readers of the stream; use enhanced fan-out (`fan_out`), or more shards.',
  },
  READER_STOPPED: {
    means: 'The reader of the tap’s stdout has read nothing for some seconds.',
    remedy: 'Look at the target: it is stopped, or waits for CrateDB.',
  },
  CRATEDB_SILENT: {
    means: 'CrateDB accepts connections, but does not answer within some seconds.',
    remedy: 'Look at the load, memory and log of CrateDB; the target continues by itself.',
  },
  NOT_DURABLE: {
    means: 'The oldest record that is not durable came longer ago than `http_ready_seconds`.',
    remedy:
      'Look at the other causes and at CrateDB; raise `http_ready_seconds` where batches are meant to wait longer.',
  },
  STATE_NOT_DURABLE: {
    means: 'Records are in CrateDB, but their STATE has not been kept for some seconds.',
    remedy: 'Look at the table or the file that keeps the state: rights, blocks, disk space.',
  },
} as const satisfies { readonly [code: string]: CauseEntry };

/** The code of a cause that is no error. */
export type CauseCode = keyof typeof CAUSES;
