import { cstring, int16, int32, message } from './write.ts';

/** What the server sends: the messages of the PostgreSQL protocol that the stand-in makes itself. */
export const parseComplete = message('1');
export const bindComplete = message('2');
export const closeComplete = message('3');
export const noData = message('n');
export const emptyQueryResponse = message('I');
export const noParameters = message('t', int16(0));

/** The end of a statement, with its tag: `INSERT 0 3`. */
export function commandComplete(tag: string): Buffer {
  return message('C', cstring(tag));
}

/** Ready for the next statement: `I` idle, `E` after an error in the extended protocol, as CrateDB sends it. */
export function readyForQuery(status: 'I' | 'E'): Buffer {
  return message('Z', Buffer.from(status));
}

/** A refusal. */
export function errorResponse(code: string, text: string): Buffer {
  return message('E', ...fields({ S: 'ERROR', V: 'ERROR', C: code, M: text }));
}

/** A remark that does not disturb the statement. */
function noticeResponse(text: string): Buffer {
  return message('N', ...fields({ S: 'NOTICE', V: 'NOTICE', C: '00000', M: text }));
}

function fields(values: Readonly<Record<string, string>>): Buffer[] {
  const parts = Object.entries(values).map(([field, value]) =>
    Buffer.concat([Buffer.from(field), cstring(value)]),
  );
  return [...parts, Buffer.from([0])];
}

/** The answer to a startup message: no password, the settings that clients look at, ready. */
export function welcome(settings: Readonly<Record<string, string>>, notice: string): Buffer {
  const statuses = Object.entries(settings).map(([name, value]) =>
    message('S', cstring(name), cstring(value)),
  );
  const authenticated = message('R', int32(0));
  const key = message('K', int32(0), int32(0));
  return Buffer.concat([authenticated, ...statuses, key, noticeResponse(notice), readyForQuery('I')]);
}
