/** What an iterator of the tap holds besides the one of DynamoDB Streams. */
export interface StreamIterator {
  /** ARN of the stream. */
  readonly arn: string;
  /** Changes before this time (milliseconds, a whole second) are left out: the service has no AT_TIMESTAMP. */
  readonly since: number;
  /** Pages without records in a row: one alone does not prove the tip. */
  readonly empty: number;
  readonly iterator: string;
}

/** Writes an iterator as text. */
export function encodeIterator({ arn, since, empty, iterator }: StreamIterator): string {
  return `${arn} ${since} ${empty} ${iterator}`;
}

/** Reads what `encodeIterator` wrote. */
export function decodeIterator(text: string): StreamIterator {
  const [arn = '', since = '', empty = '', ...iterator] = text.split(' ');
  return { arn, since: Number(since), empty: Number(empty), iterator: iterator.join(' ') };
}
