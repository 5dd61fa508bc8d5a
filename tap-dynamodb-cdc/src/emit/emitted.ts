/**
 * How far reading has come with a page: `continue` with the shard, the shard has `caughtUp` with the tip at which the
 * run ends, or `limitReached` within the page, whose other records are not emitted.
 */
export type Emitted = 'continue' | 'caughtUp' | 'limitReached';
