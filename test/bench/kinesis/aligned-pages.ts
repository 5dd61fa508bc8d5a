import type { FaultScript } from '@cdc-relay/hostile-kinesis';
import { readIterator } from '@cdc-relay/hostile-kinesis';

/** Lengths of pages, each a multiple of the next. The last is what a request must at least ask for. */
const LENGTHS = [1000, 500, 250];

/** The most records of a page. */
export const MAX_PAGE = 1000;

/**
 * How long the page at a position is, for a request's Limit: as if the shard were cut at fixed places. Readers whose
 * Limits vary then meet the same few pages again and again, which the server has serialised once.
 */
export function pageLength(position: number, limit: number): number {
  return LENGTHS.find((length) => length <= limit && position % length === 0) ?? limit;
}

/** Gives every page that length. */
export const alignedPages: FaultScript = ({ operation, input }) => {
  if (operation !== 'GetRecords') return undefined;
  const { position } = readIterator(input.ShardIterator);
  const limit = pageLength(position, Number(input.Limit ?? MAX_PAGE));
  return { kind: 'page', edit: { limit } };
};
