import { recordLineOf } from '@cdc-relay/singer';
import { LearnedStream } from '../stream-schema/learned-stream.ts';
import type { Shape } from '../stream-schema/shape.ts';

/** The Singer stream of one DynamoDB table: its schema, and how its records are spelled. */
export class TableStream extends LearnedStream {
  /** Makes the line of a RECORD message. */
  readonly recordLine: ReturnType<typeof recordLineOf>;
  /** Records emitted in this run. */
  emitted = 0;

  constructor(name: string, keys: readonly string[], shape?: Shape) {
    super(name, keys, shape);
    this.recordLine = recordLineOf(name);
  }
}
