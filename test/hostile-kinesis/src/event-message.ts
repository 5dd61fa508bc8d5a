import { crc32 } from 'node:zlib';

const STRING = 7;
const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;

/** The headers of a message with an event, and of one with an error in the middle of a stream. */
export const eventHeaders = (type: string): Record<string, string> => ({
  ':message-type': 'event',
  ':event-type': type,
  ':content-type': 'application/json',
});
export const exceptionHeaders = (type: string): Record<string, string> => ({
  ':message-type': 'exception',
  ':exception-type': type,
  ':content-type': 'application/json',
});

/** A message in the framing of application/vnd.amazon.eventstream; all header values are text. */
export function eventMessage(headers: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => headerBytes(name, value)));
  const length = PRELUDE_BYTES + head.length + payload.length + CRC_BYTES;
  const prelude = Buffer.concat([uint32(length), uint32(head.length)]);
  const body = Buffer.concat([prelude, uint32(crc32(prelude)), head, payload]);
  return Buffer.concat([body, uint32(crc32(body))]);
}

function headerBytes(name: string, value: string): Buffer {
  const text = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([STRING]), length, text]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
