import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Frame, Frames } from './frames.ts';
import { int32, message } from './write.ts';

test('finds the messages however the bytes are cut', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
  const cuts = fc.array(fc.nat(300), { maxLength: 8 });
  fc.assert(
    fc.property(bodies, cuts, (parts, at) => {
      const bytes = Buffer.concat(parts.map((part) => message('Q', Buffer.from(part))));
      const edges = [0, ...at.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const frames = new Frames(true);
      const found: Frame[] = [];
      edges.slice(1).forEach((edge, index) => {
        frames.push(bytes.subarray(edges[index], edge));
        for (let frame = frames.next(); frame !== undefined; frame = frames.next()) found.push(frame);
      });
      expect(found.map(({ body }) => [...body])).toEqual(parts.map((part) => [...part]));
    }),
  );
});

test('reads the untyped first message, then typed ones', () => {
  const frames = new Frames(false);
  frames.push(Buffer.concat([int32(8), int32(196_608), message('S')]));
  expect(frames.next()?.body.readInt32BE(0)).toBe(196_608);
  frames.becomeTyped();
  expect(frames.next()).toEqual({ type: 'S', body: Buffer.alloc(0) });
  expect(frames.next()).toBeUndefined();
});
