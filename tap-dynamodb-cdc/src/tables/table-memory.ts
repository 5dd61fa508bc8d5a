import type { Shape } from '../stream-schema/shape.ts';

/** What the state remembers of a table. */
export interface TableMemory {
  readonly keys: readonly string[];
  readonly shape: Shape;
}
