import type { Frame } from '../wire/frames.ts';
import { message } from '../wire/write.ts';

/** The tag at the end of an answer, such as `DELETE 1`; empty when there is none. */
export function tagOf(frames: readonly Frame[]): string {
  const end = frames.find((frame) => frame.type === 'C');
  return end === undefined ? '' : end.body.toString('utf8', 0, end.body.length - 1);
}

/** The end of a query with the tag that CrateDB uses: the first word of the statement, not always SELECT. */
export function withVerb(frame: Frame, verb: string): Frame {
  if (frame.type !== 'C') return frame;
  return { type: 'C', body: Buffer.from(frame.body.toString('utf8').replace(/^SELECT\b/, verb)) };
}

/** Messages as they go over the wire. */
export function bytesOf(frames: readonly Frame[]): Buffer {
  return Buffer.concat(frames.map((frame) => message(frame.type, frame.body)));
}
