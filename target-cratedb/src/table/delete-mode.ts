/**
 * What a deletion does: `remove` removes the row, `mark` keeps it with its attributes and notes the time, `tombstone`
 * keeps its key, its version and the time, until that is past its retention.
 */
export type DeleteMode = 'remove' | 'mark' | 'tombstone';
