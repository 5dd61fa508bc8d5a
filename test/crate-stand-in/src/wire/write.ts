/** A message: its type and its parts, with the length between them. */
export function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 4);
  return Buffer.concat([Buffer.from(type, 'latin1'), int32(size), ...parts]);
}

/** A text with the zero byte that ends it. */
export function cstring(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

/** A signed number of 16 bits. */
export function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

/** A signed number of 32 bits. */
export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}
