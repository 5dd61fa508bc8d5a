import { addAbortSignal, type Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { awsFault } from '../aws/aws-fault.ts';
import { Backoff, type RetryPolicy } from '../aws/backoff.ts';
import { TransientError } from '../aws/transient-error.ts';
import { locationText, type S3Place } from './location.ts';
import { S3_FAULTS } from './s3-fault-table.ts';
import type { ExportStore } from './store.ts';

/** The files of an export in S3. */
export class S3Store implements ExportStore {
  readonly where: string;
  readonly #client: S3Client;
  readonly #place: S3Place;
  readonly #retryPolicy: RetryPolicy;

  constructor(client: S3Client, place: S3Place, retryPolicy: RetryPolicy) {
    this.where = locationText(place);
    this.#client = client;
    this.#place = place;
    this.#retryPolicy = retryPolicy;
  }

  /** A connection that breaks is made again from where it was, for the same content. */
  async *bytes(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const backoff = new Backoff(this.#retryPolicy);
    let done = 0;
    let first: GetObjectCommandOutput | undefined;
    for (;;) {
      try {
        const answer = await this.#get(path, done, first?.ETag, signal);
        first ??= answer;
        for await (const chunk of addAbortSignal(signal, answer.Body as Readable)) {
          done += (chunk as Uint8Array).byteLength;
          backoff.succeeded();
          yield chunk as Uint8Array;
        }
        backoff.succeeded();
        if (done >= (first.ContentLength ?? done)) return;
      } catch (error) {
        signal.throwIfAborted();
        if (first !== undefined && done >= (first.ContentLength ?? Number.POSITIVE_INFINITY)) return;
        await backoff.failed(this.#fault(error, path), signal);
      }
    }
  }

  async #get(path: string, from: number, etag: string | undefined, signal: AbortSignal) {
    const rest = from === 0 ? {} : { Range: `bytes=${from}-`, IfMatch: etag };
    const command = new GetObjectCommand({ Bucket: this.#place.bucket, Key: this.#key(path), ...rest });
    return await this.#client.send(command, { abortSignal: signal });
  }

  #key(path: string): string {
    const { prefix } = this.#place;
    const inFolder = path.startsWith('../');
    const folder = inFolder ? prefix.slice(0, Math.max(0, prefix.lastIndexOf('/'))) : prefix;
    return [folder, path.replace(/^\.\.\//, '')].filter((part) => part !== '').join('/');
  }

  #fault(error: unknown, path: string): Error {
    const found = awsFault(
      error,
      `The file ${path} of the export ${this.where} cannot be read`,
      S3_FAULTS,
      'S3_FAILED',
    );
    return found.isTransient ? new TransientError(found.fault) : found.fault;
  }
}
