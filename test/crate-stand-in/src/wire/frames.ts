/** A message of the PostgreSQL protocol: its type (empty for the first ones of a connection) and its body. */
export interface Frame {
  readonly type: string;
  readonly body: Buffer;
}

const LENGTH = 4;

/** Cuts a stream of bytes into messages, however the bytes arrive. */
export class Frames {
  private chunks: Buffer[] = [];
  private size = 0;
  private isTyped: boolean;

  constructor(isTyped: boolean) {
    this.isTyped = isTyped;
  }

  /** From now on messages begin with a type: so after the startup message. */
  becomeTyped(): void {
    this.isTyped = true;
  }

  /** Takes more bytes; the messages that they complete are to be had from `next`. */
  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
  }

  /** The next complete message, or undefined until more bytes have come. */
  next(): Frame | undefined {
    const header = this.isTyped ? 1 + LENGTH : LENGTH;
    if (this.size < header) return undefined;
    const length = this.head(header).readInt32BE(header - LENGTH) + header - LENGTH;
    if (this.size < length) return undefined;
    const bytes = this.head(length);
    this.chunks[0] = bytes.subarray(length);
    this.size -= length;
    return { type: this.isTyped ? bytes.toString('latin1', 0, 1) : '', body: bytes.subarray(header, length) };
  }

  private head(length: number): Buffer {
    const [first = Buffer.alloc(0)] = this.chunks;
    if (first.length >= length) return first;
    const joined = Buffer.concat(this.chunks);
    this.chunks = [joined];
    return joined;
  }
}
