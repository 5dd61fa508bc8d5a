import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { KinesisClient } from '@aws-sdk/client-kinesis';

/** A service's clock is known to the second, and never ahead of it. */
export const CLOCK_GRAIN_MS = 1_000;

/**
 * A service's own time, from the `Date` header of its last answer: times of records are compared with it, so
 * that a wrong clock of this machine does no harm. This machine's time where the header is missing.
 */
export class ServerClock {
  #time: number | undefined;

  constructor(client: KinesisClient | DynamoDBClient | DynamoDBStreamsClient) {
    const stack = client.middlewareStack as KinesisClient['middlewareStack'];
    stack.add(
      (next) => async (args) => {
        const output = await next(args);
        const date = Date.parse(headersOf(output.response).date ?? '');
        if (!Number.isNaN(date)) this.#time = date;
        return output;
      },
      { step: 'deserialize', priority: 'low', name: 'serverClock' },
    );
  }

  /** Milliseconds since the epoch, exact to the second, never ahead of the service. */
  get time(): number {
    return this.#time ?? Date.now();
  }
}

function headersOf(response: unknown): { readonly [name: string]: string | undefined } {
  const { headers } = (response ?? {}) as { headers?: { [name: string]: string } };
  return headers ?? {};
}
