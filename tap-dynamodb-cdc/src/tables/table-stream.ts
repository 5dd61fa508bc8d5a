import { type JsonObject, recordLineOf } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import { InvalidChangeRecord, quoted } from '../change-record/invalid.ts';
import type { RecordFormat } from '../record/format.ts';
import type { Origin } from '../record/metadata.ts';
import { ItemSelection } from '../record/selection.ts';
import { type Declaration, declared } from '../stream-schema/declaration.ts';
import { withNumbers } from '../stream-schema/json-schema.ts';
import { LearnedStream } from '../stream-schema/learned-stream.ts';
import type { Shape } from '../stream-schema/shape.ts';
import { checkWriter } from './check-writer.ts';
import type { Writer } from './table-memory.ts';

const RECREATED =
  'Rows of one table have one key: load the new table without the old state into another table of CrateDB (or drop that one first), or exclude it by the setting "tables".';

/** What a table's stream is made of. */
export interface TableStreamSpec {
  /** The name of the Singer stream. */
  readonly name: string;
  /** The key attributes, in their order. */
  readonly keys: readonly string[];
  readonly format: RecordFormat;
  readonly declaration: Declaration;
  /** What was learned in earlier runs. */
  readonly shape?: Shape | undefined;
  readonly writer?: Writer | undefined;
}

/** The Singer stream of one DynamoDB table: its schema, and how its records are made and spelled. */
export class TableStream extends LearnedStream {
  readonly keys: readonly string[];
  /** The key's properties in the records, in the order of `keys`. */
  readonly keyProperties: readonly string[];
  /** Makes the line of a RECORD message. */
  readonly recordLine: ReturnType<typeof recordLineOf>;
  readonly #format: RecordFormat;
  #writer: Writer | undefined;
  /** What of items and records is emitted. */
  readonly selection: ItemSelection;
  /** Records emitted in this run. */
  emitted = 0;

  constructor(spec: TableStreamSpec) {
    const { name, keys, format, shape } = spec;
    const keyProperties = keys.map((key) => format.keyProperty(key));
    const { declaration } = spec;
    const selection = new ItemSelection({
      unwanted: declaration.unwanted,
      keyProperties,
      isDocument: format.isFixed,
    });
    const isExact = (name: string): boolean =>
      format.isFixed || keyProperties.includes(name) || Object.hasOwn(declaration.expected, name);
    const properties = (learned: JsonObject): JsonObject =>
      selection.properties({
        ...declared(withNumbers(format.itemSchema(learned, keys), isExact), declaration),
        ...format.ownSchema,
      });
    super({ name, keyProperties, properties }, shape && selection.shape(shape));
    this.keys = keys;
    this.keyProperties = keyProperties;
    this.recordLine = recordLineOf(name);
    this.#format = format;
    this.#writer = spec.writer;
    this.selection = selection;
  }

  /** Who wrote the table's change records so far. */
  get writer(): Writer | undefined {
    return this.#writer;
  }

  /**
   * Makes the record of an event and learns it. Throws InvalidChangeRecord when it lacks the table's key, and
   * SOURCES_MIXED.
   */
  record(event: ChangeEvent, origin: Origin): JsonObject {
    this.#checkKey(event);
    // What Kinesis has no record of says nothing of who writes there.
    if (origin.shardId !== null) this.#writer = checkWriter(this.#writer, event);
    const selected = this.selection.event(event);
    const properties = this.#format.propertiesOf(selected);
    if (this.keyProperties.some((key) => !Object.hasOwn(properties, key)))
      throw new InvalidChangeRecord('"dynamodb.NewImage" lacks an attribute of the key');
    this.learn(this.#format.isFixed ? pick(properties, this.keyProperties) : properties);
    return this.selection.record(this.#format.complete(properties, selected, origin));
  }

  #checkKey({ keys }: ChangeEvent): void {
    let count = 0;
    for (const name in keys) count += this.keys.includes(name) ? 1 : Number.NaN;
    if (count === this.keys.length) return;
    throw new InvalidChangeRecord(
      `its key is ${quoted(Object.keys(keys))}, that of the table was ${quoted(this.keys)}: the DynamoDB table was deleted and created again with another key`,
      { remedy: RECREATED },
    );
  }
}

function pick(record: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, record[name] ?? null]));
}
