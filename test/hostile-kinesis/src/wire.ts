import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { Fault } from './faults.ts';

/** Writes an answer, or breaks the connection as far into it as a `reset` fault says. */
export function send(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
  response.writeHead(answer.status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': answer.body.length,
    'x-amzn-requestid': randomUUID(),
  });
  if (fault?.kind !== 'reset') response.end(answer.body);
  else breakOff(response, answer.body.subarray(0, fault.when === 'mid-body' ? answer.body.length / 2 : 0));
}

/** Drops the connection without an answer. */
export function drop(response: ServerResponse): void {
  if ('stream' in response) response.destroy();
  else response.socket?.resetAndDestroy();
}

/** Ends the connection in an orderly way after a part, since a reset may take away what was sent before it. */
function breakOff(response: ServerResponse, part: Buffer): void {
  response.flushHeaders();
  response.write(part);
  response.socket?.destroySoon();
}
