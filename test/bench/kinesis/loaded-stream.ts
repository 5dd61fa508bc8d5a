import { sourceUrl, tableStreamUrl } from '../../e2e/pipe.ts';
import { generatedModel } from '../../support/kinesis/generated/generated.ts';
import { BIN } from '../../support/programs/run.ts';
import type { Session, Side } from '../case.ts';
import { counted, limitProgram, runScript, shellOrThrow } from '../measure/script.ts';
import { MAX_PAGE } from './aligned-pages.ts';
import { type ServerProcess, startServer } from './start-server.ts';

const KINESIS_STREAM = 'cdc';
/** The table of the generated records. */
const TABLE = 'orders';
const TAP = 'tap-dynamodb-cdc';

/** How large a Kinesis stream is to be. */
export interface StreamSize {
  readonly shards: number;
  readonly records: number;
  /** `table`: it is the DynamoDB stream of a table. */
  readonly kind?: 'kinesis' | 'table';
}

/** A Kinesis stream full of generated change records, in a process of its own. */
export class LoadedStream implements AsyncDisposable {
  readonly #session: Session;
  readonly #server: ServerProcess;
  readonly #kind: 'kinesis' | 'table';
  readonly #shards: number;
  readonly records: number;

  private constructor(
    session: Session,
    server: ServerProcess,
    { records, shards, kind = 'kinesis' }: StreamSize,
  ) {
    this.#kind = kind;
    this.#shards = shards;
    this.#session = session;
    this.#server = server;
    this.records = records;
  }

  /**
   * Starts it with about this many records, the same number in each shard, and reads them once; what the tap emits goes
   * to the file. Throws unless it emits every record.
   */
  static async start(session: Session, size: StreamSize, file = '/dev/null'): Promise<LoadedStream> {
    const recordsPerShard = Math.max(1, Math.round(size.records / size.shards));
    const { shards, kind = 'kinesis' } = size;
    const name = kind === 'table' ? TABLE : KINESIS_STREAM;
    const server = await startServer(name, shards, recordsPerShard, kind);
    const stream = new LoadedStream(session, server, { ...size, records: shards * recordsPerShard });
    try {
      await stream.#capture(file);
    } catch (error) {
      await stream[Symbol.asyncDispose]();
      throw error;
    }
    return stream;
  }

  /** The data of its records, a line each. */
  *dataLines(): Generator<string> {
    const recordsPerShard = this.records / this.#shards;
    const model = generatedModel({ streamName: KINESIS_STREAM, shards: this.#shards, recordsPerShard });
    for (const { shards } of model.streams)
      for (const { records } of shards) for (const { data } of records) yield String(data);
  }

  /** The tap's source URL. */
  get url(): string {
    const { endpoint } = this.#server;
    return this.#kind === 'table' ? tableStreamUrl(endpoint, TABLE) : sourceUrl(endpoint, KINESIS_STREAM);
  }

  /** The tap alone, writing to /dev/null; `options` are more of its URL, `settings` are variables. */
  tapSide(
    identity: Pick<Side, 'name' | 'role'>,
    options = '',
    settings: Readonly<Record<string, string>> = {},
  ): Side {
    const text = `${counted(TAP, `"${BIN.tap}" "$SOURCE"`)} > /dev/null`;
    const script = { programs: [TAP], text, variables: { ...settings, SOURCE: `${this.url}${options}` } };
    return { ...identity, records: this.records, run: () => runScript(this.#session, script) };
  }

  /** The bare loop over GetRecords. */
  limitSide(): Side {
    const { endpoint } = this.#server;
    const command = `${limitProgram('get-records')} ${endpoint} ${KINESIS_STREAM} ${MAX_PAGE}`;
    const script = { programs: ['loop'], text: counted('loop', command), variables: {} };
    const run = () => runScript(this.#session, script);
    return { name: 'bare GetRecords loop', role: 'limit', records: this.records, run };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  async #capture(file: string): Promise<void> {
    const text = `"$TAP" "$SOURCE" | tee "$FILE" | grep -c '^{"type":"RECORD"'`;
    const variables = { TAP: BIN.tap, SOURCE: this.url, FILE: file };
    const count = Number(await shellOrThrow(this.#session, text, variables));
    if (count !== this.records) throw new Error(`the tap emitted ${count} of ${this.records} records`);
  }
}
