/** Where bad records are kept: a file, or what the caller of `openTarget` has. */
export interface DeadLetterPlace {
  /** Accepts a bad record; what is undefined in it is left out. It has to be durable after the next `sync` only. */
  append(letter: { readonly [name: string]: string | number | undefined }): void;
  /** Makes everything that was appended durable: no STATE passes a bad record before that. */
  sync(): void | Promise<void>;
}
