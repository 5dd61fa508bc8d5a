import type { Connection, FieldDef, PoolClient, Submittable } from 'pg';
import { cellOf, isBinary, shownType } from '../answer/cell.ts';
import { dataRows } from '../answer/data-rows.ts';
import type { Result } from './result.ts';

/**
 * Runs one statement of a user, and returns the answer as texts. `pg` itself asks for all columns in one format and reads
 * each value as text; arrays of texts come whole in binary format only.
 */
export async function runStatement(
  client: PoolClient,
  text: string,
  parameters: readonly string[] = [],
): Promise<Result> {
  const fields = await client.query(new Description(text)).done;
  const oids = fields.map(({ dataTypeID }) => dataTypeID);
  const { rows, done } = await client.query(new Execution(oids, parameters)).done;
  return {
    columns: fields.map(({ name, dataTypeID }) => ({ name, oid: shownType(dataTypeID) })),
    rows,
    done,
  };
}

/** What `pg` needs from a query: it reports answers, errors, and the end. */
abstract class Exchange<Answer> implements Submittable {
  readonly done: Promise<Answer>;
  #resolve: (answer: Answer) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  /** `pg` puts the end of its own time limit here: without the call its timer would keep the process alive. */
  callback: () => void = () => undefined;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  abstract submit(connection: Connection): void;
  protected abstract answer(): Answer;

  handleError(error: Error): void {
    this.end();
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.end();
    try {
      this.#resolve(this.answer());
    } catch (error) {
      this.#reject(error as Error);
    }
  }

  protected end(): void {
    this.callback();
  }
}

/** Has a statement parsed, and learns the columns of its answer. */
class Description extends Exchange<readonly FieldDef[]> {
  readonly #text: string;
  #fields: readonly FieldDef[] = [];

  constructor(text: string) {
    super();
    this.#text = text;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    connection.parse({ text: this.#text, name: '', types: [] }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    this.#fields = fields;
  }

  protected answer(): readonly FieldDef[] {
    return this.#fields;
  }
}

interface Executed {
  readonly rows: readonly (readonly (string | null)[])[];
  /** What it did, such as `DELETE 3`. */
  readonly done: string;
}

/** Runs the statement that was parsed last. The rows are read from the connection's bytes, each value at once: many Buffers are slow. */
class Execution extends Exchange<Executed> {
  readonly #oids: readonly number[];
  readonly #parameters: readonly string[];
  readonly #received: Buffer[] = [];
  #connection: Connection | undefined;
  #done = '';

  constructor(oids: readonly number[], parameters: readonly string[]) {
    super();
    this.#oids = oids;
    this.#parameters = parameters;
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    // Before `pg` reads them: the last bytes end the query.
    connection.stream.prependListener('data', this.#receive);
    connection.stream.cork();
    connection.stream.write(bindMessage(this.#oids.map(isBinary), this.#parameters));
    connection.execute({}, true);
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow(): void {
    // Its values are read by `answer`.
  }

  handleEmptyQuery(): void {
    this.#done = '';
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#done = text;
  }

  protected answer(): Executed {
    const cell = (value: Buffer | undefined, index: number) => cellOf(value, this.#oids[index] ?? 0);
    return { rows: dataRows(Buffer.concat(this.#received), cell), done: this.#done };
  }

  protected override end(): void {
    this.#connection?.stream.off('data', this.#receive);
    super.end();
  }

  /** A copy: `pg` moves what is left of a message within these bytes when the next ones come. */
  readonly #receive = (bytes: Buffer): void => void this.#received.push(Buffer.from(bytes));
}

/** Bind, with parameters as texts and the format of each column. */
function bindMessage(isBinary: readonly boolean[], parameters: readonly string[]): Buffer {
  // The names of portal and statement are empty; no formats of parameters, as all are texts.
  const body = Buffer.concat([
    Buffer.alloc(4),
    int16(parameters.length),
    ...parameters.map(lengthAndText),
    int16(isBinary.length),
    ...isBinary.map((binary) => int16(binary ? 1 : 0)),
  ]);
  const head = Buffer.from('B\0\0\0\0');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function lengthAndText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
