import type { Connection, Submittable } from 'pg';

/** A statement and the values that it is run with. */
export type Run = readonly [sql: string, ...values: readonly string[]];

/** Several statements with one Sync at the end; returns their tags, and at last the code of the error, if any. */
export class Pipeline implements Submittable {
  private readonly runs: readonly Run[];
  readonly tags: string[] = [];
  readonly done: Promise<readonly string[]>;
  private finish: () => void = () => undefined;

  constructor(runs: readonly Run[]) {
    this.runs = runs;
    this.done = new Promise((resolve) => {
      this.finish = () => resolve(this.tags);
    });
  }

  submit(connection: Connection): void {
    for (const [text, ...values] of this.runs) {
      connection.parse({ text, name: '', types: [] }, true);
      connection.bind({ values }, true);
      connection.execute({}, true);
    }
    connection.sync();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.tags.push(text);
  }

  handleError(error: Error & { readonly code?: string }): void {
    this.tags.push(`! ${error.code}`);
    this.finish();
  }

  handleReadyForQuery(): void {
    this.finish();
  }
}
