import type { ColumnPath } from '../column/column-type.ts';

/** A record that cannot be loaded; the message says why. */
export class BadRecord extends Error {
  override readonly name = 'BadRecord';
}

/** A record whose key would fit if the column were TEXT. */
export class NarrowKey extends BadRecord {
  readonly column: ColumnPath;

  constructor(reason: string, column: ColumnPath) {
    super(reason);
    this.column = column;
  }
}
