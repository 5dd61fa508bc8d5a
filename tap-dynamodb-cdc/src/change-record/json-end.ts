const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = 0x7b;
const CLOSING = 0x7d;
/** Brackets of arrays and braces of objects differ in this bit. */
const BRACE_BIT = 0x20;

/** Finds where an object (or array) of JSON ends, also in text that comes in pieces. */
export class JsonEnd {
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** Whether it is within a string, which holds no line feed. */
  get inString(): boolean {
    return this.#inString;
  }

  /** Reads on from `from` to the end of the object, or to `to`; returns the offset after the end, -1 when it is not there. */
  read(text: Uint8Array, from: number, to: number): number {
    let [depth, inString, escaped] = [this.#depth, this.#inString, this.#escaped];
    for (let at = from; at < to; at += 1) {
      const byte = text[at] ?? 0;
      if (inString) {
        inString = escaped || byte !== QUOTE;
        escaped = !escaped && byte === BACKSLASH;
      } else if (byte === QUOTE) inString = true;
      else if ((byte | BRACE_BIT) === OPENING) depth += 1;
      else if ((byte | BRACE_BIT) === CLOSING) {
        depth -= 1;
        if (depth <= 0) return at + 1;
      }
    }
    [this.#depth, this.#inString, this.#escaped] = [depth, inString, escaped];
    return -1;
  }
}

/** True for JSON objects in a row, with nothing but white space in between. */
export function holdsSeveralObjects(text: Buffer): boolean {
  const start = text.toString('latin1', 0, 100).trimStart();
  if (!start.startsWith('{')) return false;
  const end = new JsonEnd().read(text, 0, text.length);
  return end > 0 && /^\s*\{/.test(text.toString('latin1', end, end + 100));
}
