const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = [0x7b, 0x5b];
const CLOSE = [0x7d, 0x5d];

/** Finds where an object (or array) of JSON ends, also in text that comes in pieces. */
export class JsonEnd {
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** Whether it is within a string, which holds no line feed. */
  get inString(): boolean {
    return this.#inString;
  }

  /** Reads on from `from` to the end of the object, or to `to`; returns the offset behind the end, -1 when it is not there. */
  read(text: Uint8Array, from: number, to: number): number {
    for (let at = from; at < to; at += 1) {
      const byte = text[at] ?? 0;
      if (this.#inString) this.#readInString(byte);
      else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN[0] || byte === OPEN[1]) this.#depth += 1;
      else if (byte === CLOSE[0] || byte === CLOSE[1]) {
        this.#depth -= 1;
        if (this.#depth <= 0) return at + 1;
      }
    }
    return -1;
  }

  #readInString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }
}

/** True for JSON objects in a row, with nothing but white space in between. */
export function holdsSeveralObjects(text: Buffer): boolean {
  const start = text.toString('latin1', 0, 100).trimStart();
  if (!start.startsWith('{')) return false;
  const end = new JsonEnd().read(text, 0, text.length);
  return end > 0 && /^\s*\{/.test(text.toString('latin1', end, end + 100));
}
