import type { Logger } from '@cdc-relay/singer';
import {
  isJsonObject,
  type JsonObject,
  ProgramError,
  parseJson,
  type RecordMessage,
  type SchemaMessage,
} from '@cdc-relay/singer';
import { BadRecord } from '../bad-record/bad-record.ts';
import type { Database } from '../connection/database.ts';
import { StreamCheck } from '../json-schema/stream-check.ts';
import type { TargetOptions } from '../options/options-of.ts';
import type { Key } from '../row/key.ts';
import { RecordMapper } from '../stream/record-mapper.ts';
import { TableNames } from '../stream/table-names.ts';
import { Tombstones } from '../table/tombstones.ts';
import { type StreamTransform, type TransformRules, transformOf } from '../transform/stream-transform.ts';
import type { ComparedRow, TableComparison } from './comparison.ts';
import { differences } from './differences.ts';
import { type FoundRow, type RowKeys, readKeys, readRows, refresh } from './read-rows.ts';

interface Opened {
  readonly mapper: RecordMapper;
  readonly rules: TransformRules;
  transform: StreamTransform;
}

/** Compares the table of one stream with records: each as the target would write it. Nothing is written. */
export class CrateComparison implements TableComparison {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #options: TargetOptions;
  #opened: Opened | undefined;
  /** SCHEMAs one after the other: scans of several segments bring them at the same time. */
  #schemas: Promise<void> = Promise.resolve();

  constructor(db: Database, log: Logger, options: TargetOptions) {
    this.#db = db;
    this.#log = log;
    this.#options = options;
  }

  /** Accepts a SCHEMA of the stream. Throws TABLE_MISSING, TABLE_UNSUITABLE, TABLE_KEY_DIFFERS, KEY_CHANGED. */
  async schema(message: SchemaMessage): Promise<void> {
    const accepted = this.#schemas.then(() => this.#accept(message));
    // Who brought it hears of its failure.
    this.#schemas = accepted.catch(() => undefined);
    await accepted;
  }

  async #accept(message: SchemaMessage): Promise<void> {
    if (this.#opened === undefined) this.#opened = await this.#open(message);
    else {
      this.#opened.transform = transformOf(message, this.#opened.rules);
      await this.#opened.mapper.evolve(this.#opened.transform);
    }
  }

  async #open(message: SchemaMessage): Promise<Opened> {
    const { streams, destination } = this.#options;
    const map = streams.maps.of(message.stream);
    if (map === null || streams.appendOnly) throw notComparable(message.stream);
    const checks = new StreamCheck(this.#log, streams.transform.patterns);
    const rules = { options: streams.transform, map, checks };
    const transform = transformOf(message, rules);
    const name = new TableNames(destination, streams.tables).assign(transform.schema.stream);
    const mapper = await RecordMapper.existing(this.#db, this.#log, name, transform, streams);
    if (mapper === undefined) throw noTable(message.stream);
    // What was written before counts, however seldom CrateDB refreshes the table.
    await refresh(this.#db, mapper.table);
    return { mapper, rules, transform };
  }

  /** Compares the rows of records, in their order; `fresh` also finds what was written just now. */
  async compare(messages: readonly RecordMessage[], fresh: boolean): Promise<ComparedRow[]> {
    await this.#schemas;
    const { mapper } = this.#checked();
    if (fresh) await refresh(this.#db, mapper.table);
    // The pipeline may have added columns.
    if (fresh) await mapper.table.lookAgain();
    const wanted = await Promise.all(messages.map((message) => this.#wanted(message)));
    const keys = wanted.flatMap((one) => (one === undefined ? [] : [one.key]));
    const rows = await readRows(this.#db, mapper.table, keys);
    const gone = keys.flatMap(({ id }) => (fresh && !rows.has(id) ? [id] : []));
    const deletions = await this.#deletions(gone);
    return wanted.map((one) =>
      this.#compared(one, one && rows.get(one.key.id), one && deletions.get(one.key.id)),
    );
  }

  /** The versions of deletions that removed rows, by the ids of keys, as far as they are remembered. */
  async #deletions(ids: readonly string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const tombstones = await Tombstones.existing(this.#db, this.#checked().mapper.table.name);
    const found = (await tombstones?.find(ids)) ?? new Map();
    return new Map([...found].map(([id, { version }]) => [id, version]));
  }

  /** The rows' keys after this one, in the order of the key: of those whose items are not deleted. */
  async keys(after: readonly string[] | undefined, limit: number): Promise<RowKeys> {
    await this.#schemas;
    const { mapper } = this.#checked();
    if (after === undefined) await refresh(this.#db, mapper.table);
    return await readKeys(this.#db, mapper.table, after, limit);
  }

  #checked(): Opened {
    if (this.#opened === undefined) throw new RangeError('a SCHEMA comes first');
    return this.#opened;
  }

  /** The row that the target would write; undefined for a record that it would not accept. */
  async #wanted(
    message: RecordMessage,
  ): Promise<{ readonly key: Key; readonly row: JsonObject } | undefined> {
    const { mapper, transform } = this.#checked();
    try {
      const record = transform.record(message, new Date());
      const { key, row } = await mapper.operation(record, { line: 0, tableVersion: undefined });
      const parsed = parseJson(row === '' ? '{}' : row);
      return { key, row: isJsonObject(parsed) ? parsed : {} };
    } catch (error) {
      if (error instanceof BadRecord) return undefined;
      throw error;
    }
  }

  #compared(
    wanted: { readonly key: Key; readonly row: JsonObject } | undefined,
    found: FoundRow | undefined,
    deletion: number | undefined,
  ): ComparedRow {
    const key = wanted?.key.values.map(String);
    const version = found?.version ?? deletion;
    if (wanted === undefined || found === undefined || found.isDeleted)
      return { kind: 'missing', key, differences: [], version };
    const { table, plan } = this.#checked().mapper;
    const list = differences(wanted.row, found.row, { columns: table.columns, plan });
    return { kind: list.length === 0 ? 'equal' : 'different', key, differences: list, version };
  }
}

function noTable(stream: string): ProgramError {
  return new ProgramError('TABLE_MISSING', `There is no table for the stream ${JSON.stringify(stream)}.`, {
    remedy: 'Name the schema and table that the pipeline loads, with the same settings.',
  });
}

function notComparable(stream: string): ProgramError {
  return new ProgramError(
    'TABLE_UNSUITABLE',
    `The stream ${JSON.stringify(stream)} has no table that could equal its source: stream_maps leaves it out, or its rows are only added.`,
    { remedy: 'Verify a table that is loaded with load_method: upsert.' },
  );
}
