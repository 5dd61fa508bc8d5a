import { EventEmitter } from 'node:events';
import type { PoolClient } from 'pg';
import { expect, test } from 'vitest';
import { runStatement } from './user-statement.ts';

/** OID of text. */
const TEXT = 25;

/** A message of the PostgreSQL protocol with one value. */
function dataRow(text: string): Buffer {
  const value = Buffer.from(text);
  const bytes = Buffer.alloc(5 + 2 + 4);
  bytes.write('D');
  bytes.writeInt32BE(4 + 2 + 4 + value.length, 1);
  bytes.writeInt16BE(1, 5);
  bytes.writeInt32BE(value.length, 7);
  return Buffer.concat([bytes, value]);
}

/** A client whose answers come in these chunks; like the parser of `pg`, it uses the bytes of one when the next one comes. */
function clientOf(chunks: readonly Buffer[]): PoolClient {
  const nothing = (): void => undefined;
  const stream = Object.assign(new EventEmitter(), { cork: nothing, uncork: nothing, write: nothing });
  const connection = { stream, parse: nothing, describe: nothing, sync: nothing, execute: nothing };
  const exchanges = [
    (exchange: Exchange) => exchange.handleRowDescription({ fields: [{ name: 'a', dataTypeID: TEXT }] }),
    () => {
      for (const chunk of chunks) {
        stream.emit('data', chunk);
        chunk.fill(0xff);
      }
    },
  ];
  return {
    query: (exchange: Exchange) => {
      exchange.submit(connection);
      exchanges.shift()?.(exchange);
      exchange.handleReadyForQuery();
      return exchange;
    },
  } as unknown as PoolClient;
}

interface Exchange {
  submit(connection: object): void;
  handleRowDescription(message: { readonly fields: readonly object[] }): void;
  handleReadyForQuery(): void;
}

test('an answer in several chunks is the one that CrateDB has sent', async () => {
  const texts = ['first', 'second, in two chunks', 'third'];
  const bytes = Buffer.concat(texts.map(dataRow));
  const chunks = [bytes.subarray(0, 30), bytes.subarray(30, 41), bytes.subarray(41)].map((part) =>
    Buffer.from(part),
  );
  const { rows } = await runStatement(clientOf(chunks), 'SELECT a');
  expect(rows).toEqual(texts.map((text) => [text]));
});
