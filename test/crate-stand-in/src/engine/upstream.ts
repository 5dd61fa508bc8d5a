import { connect, type Socket } from 'node:net';
import { type Frame, Frames } from '../wire/frames.ts';

/** Parameter changes and notices, which may come at any time and mean nothing here. */
const ASIDES = ['S', 'N'];

const CLOSED = new Error('The connection to PGlite has closed');

interface Waiting {
  readonly frames: Frame[];
  resolve(frames: Frame[]): void;
  reject(error: Error): void;
}

/** The connection to PGlite's socket server, shared by all clients: one request, one answer, in order. */
export class Upstream {
  private readonly socket: Socket;
  private readonly frames = new Frames(true);
  private readonly waiting: Waiting[] = [];

  constructor(host: string, port: number) {
    this.socket = connect({ host, port, noDelay: true });
    this.socket.on('data', (chunk: Buffer) => this.receive(chunk));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(CLOSED));
  }

  /** Sends messages that end in one Sync or are one Query; returns the answer up to ReadyForQuery, without it. */
  request(bytes: Buffer): Promise<Frame[]> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) throw CLOSED;
      this.waiting.push({ frames: [], resolve, reject });
      this.socket.write(bytes);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.frames.push(chunk);
    for (let frame = this.frames.next(); frame !== undefined; frame = this.frames.next()) this.accept(frame);
  }

  private accept(frame: Frame): void {
    const [first] = this.waiting;
    if (frame.type === 'Z') this.waiting.shift()?.resolve(first?.frames ?? []);
    else if (!ASIDES.includes(frame.type)) first?.frames.push(frame);
  }

  private fail(error: Error): void {
    for (const each of this.waiting.splice(0)) each.reject(error);
  }
}
