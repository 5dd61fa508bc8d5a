import { PROTOCOL_3 } from './codes.ts';
import type { Bind, Parse } from './frontend.ts';
import { cstring, int16, int32, message } from './write.ts';

/** What the stand-in sends to PGlite. `sync` ends a request. */
export const sync = message('S');

/** Prepares a statement. */
export function parse({ name, sql, types }: Parse): Buffer {
  return message('P', cstring(name), cstring(sql), int16(types.length / 4), types);
}

/** Asks for a prepared statement's parameters and rows. */
export function describeStatement(name: string): Buffer {
  return message('D', Buffer.from('S'), cstring(name));
}

/** Forgets a prepared statement. */
export function closeStatement(name: string): Buffer {
  return message('C', Buffer.from('S'), cstring(name));
}

/** Binds to the unnamed portal and runs it to its end. */
export function bindAndExecute(statement: string, { formats, values, resultFormats }: Bind): Buffer {
  const numbers = (list: readonly number[]) => [int16(list.length), ...list.map(int16)];
  const given = values.flatMap((value) => (value === null ? [int32(-1)] : [int32(value.length), value]));
  const parts = [cstring(''), cstring(statement), ...numbers(formats), int16(values.length), ...given];
  return Buffer.concat([
    message('B', ...parts, ...numbers(resultFormats)),
    message('E', cstring(''), int32(0)),
  ]);
}

/** Runs SQL text. */
export function query(sql: string): Buffer {
  return message('Q', cstring(sql));
}

/** Opens a connection. */
export function startup(parameters: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [cstring(name), cstring(value)]);
  const body = Buffer.concat([int32(PROTOCOL_3), ...pairs, Buffer.from([0])]);
  return Buffer.concat([int32(body.length + 4), body]);
}
