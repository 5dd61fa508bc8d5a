/** Reads the parts of a message's body one after the other. */
export class Reader {
  private at = 0;
  private readonly body: Buffer;

  constructor(body: Buffer) {
    this.body = body;
  }

  text(): string {
    const end = this.body.indexOf(0, this.at);
    const text = this.body.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  number(size: 2 | 4): number {
    this.at += size;
    return this.body.readIntBE(this.at - size, size);
  }

  bytes(size: number): Buffer {
    this.at += size;
    return this.body.subarray(this.at - size, this.at);
  }

  list<T>(each: () => T): T[] {
    return Array.from({ length: this.number(2) }, each);
  }
}
