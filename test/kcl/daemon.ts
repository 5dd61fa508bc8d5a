import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { openProcess } from '../support/programs/open-process.ts';

const SHARD_PROCESSOR = fileURLToPath(new URL('../../kcl/bin/shard-processor.js', import.meta.url));

/** A checkpoint that a shard's process asks for: a sequence number with its part, or null for the end of the shard. */
type Checkpoint = string | null;

/** What the daemon does as the MultiLangDaemon does it, for one shard, at a test's word. */
export interface ShardDaemon extends AsyncDisposable {
  readonly pid: number | undefined;
  /** Sends a message and waits until the process has dealt with it; answers its checkpoints meanwhile. */
  call(action: string, members?: object): Promise<void>;
  /** Sends a message and does not wait. */
  send(action: string, members?: object): void;
  /** What was asked for so far. */
  readonly checkpoints: readonly Checkpoint[];
  /** The errors that the next checkpoints are answered with. */
  readonly errors: string[];
  /** Closes the pipe, as the daemon does in the end. */
  close(): void;
  stderr(): string;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts the process of a shard, with the settings of a worker in its environment. */
export function startShard(env: Readonly<Record<string, string>>): ShardDaemon {
  const child = openProcess(process.execPath, [SHARD_PROCESSOR], {
    DYNAMODB_CDC_KCL_SOURCE: 'kinesis+dynamodb+cdc://k:s@127.0.0.1:1/cdc?region=us-east-1',
    DYNAMODB_CDC_KCL_CHECKPOINT_SECONDS: '0',
    ...env,
  });
  const checkpoints: Checkpoint[] = [];
  const errors: string[] = [];
  let read = 0;
  let statuses: string[] = [];
  const send = (action: string, members: object = {}): void =>
    child.write(`${JSON.stringify({ action, ...members })}\n`);
  /** Reads what the process has written since. */
  const listen = (): void => {
    const lines = child.stdout().slice(read).split('\n').slice(0, -1);
    for (const line of lines) {
      read += line.length + 1;
      const message = JSON.parse(line) as Record<string, string | number | null>;
      if (message.action === 'status') statuses.push(String(message.responseFor));
      else {
        const { sequenceNumber, subSequenceNumber } = message;
        checkpoints.push(sequenceNumber === null ? null : `${sequenceNumber}.${subSequenceNumber}`);
        send('checkpoint', { sequenceNumber, subSequenceNumber, error: errors.shift() ?? null });
      }
    }
  };
  return {
    pid: child.pid,
    send,
    call: async (action, members) => {
      statuses = [];
      send(action, members);
      await expect
        .poll(
          () => {
            listen();
            return statuses;
          },
          { timeout: 30_000, interval: 10, message: child.stderr() },
        )
        .toEqual([action]);
    },
    checkpoints,
    errors,
    close: child.end,
    stderr: child.stderr,
    ended: child.ended,
    [Symbol.asyncDispose]: child[Symbol.asyncDispose],
  };
}
