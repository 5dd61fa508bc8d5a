/** A value, or a promise of it where it has to be waited for: a promise per record would cost more than the record. */
export type Awaitable<Value> = Value | Promise<Value>;
