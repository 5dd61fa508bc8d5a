import type { Shape } from '../stream-schema/shape.ts';

/** Who wrote the change records of a table: DynamoDB itself, or what forwards those of its DynamoDB stream. */
export type Writer = 'dynamodb' | 'forwarder';

/** What the state remembers of a table. */
export interface TableMemory {
  readonly keys: readonly string[];
  readonly shape: Shape;
  /** Undefined while there was no change record. */
  readonly writer?: Writer | undefined;
}
