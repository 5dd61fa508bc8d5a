import type { KinesisEventRecord } from '../../lambda/dist/index.js';
import type { TestSchema } from '../support/cratedb/schema.ts';
import type { Change } from '../support/dynamodb/change.ts';
import { expectedRow } from '../support/dynamodb/expected.ts';
import type { Table } from '../support/dynamodb/table.ts';

/** Microseconds of the coarsest time that a version may have. */
const COARSEST = 1_000_000;

/** Judges answers of the function: the record that it names is the first one that is not durable. */
export class AnswerJudge {
  readonly #schema: TestSchema;
  readonly #tables: readonly Table[];
  readonly #changes: ReadonlyMap<string, Change>;

  constructor(
    schema: TestSchema,
    tables: readonly Table[],
    records: readonly { readonly data: Buffer; readonly change: Change }[],
  ) {
    this.#schema = schema;
    this.#tables = tables;
    this.#changes = new Map(records.map(({ data, change }) => [data.toString('base64'), change]));
  }

  /**
   * What is wrong with an answer. `isFree`: CrateDB was out of reach or time was short, so that a good record may be
   * named; `looks`: whether to look into CrateDB, too.
   */
  async judge(
    batch: readonly KinesisEventRecord[],
    done: number,
    { isFree, looks }: { readonly isFree: boolean; readonly looks: boolean },
  ): Promise<string[]> {
    const poison = batch.findIndex(({ kinesis }) => !this.#changes.has(kinesis.data));
    const expected = poison < 0 ? batch.length : poison;
    const isRight = isFree ? done <= expected : done === expected;
    const findings = isRight ? [] : [`${done} records are said to be done, and ${expected} are good`];
    return looks ? [...findings, ...(await this.#missing(batch.slice(0, done)))] : findings;
  }

  /** The changes that are said to be done, and that no row is as new as. */
  async #missing(batch: readonly KinesisEventRecord[]): Promise<string[]> {
    const changes = batch.flatMap(({ kinesis }) => this.#changes.get(kinesis.data) ?? []);
    const findings: string[] = [];
    for (const table of this.#tables) {
      const ofTable = changes.filter(({ tableName }) => tableName === table.name);
      if (ofTable.length === 0) continue;
      const names = Object.keys(table.keys);
      const idOf = (row: object) => JSON.stringify(names.map((key) => String(row[key as keyof typeof row])));
      const rows = await this.#schema.rows(table.name);
      const versions = new Map(rows.map((row) => [idOf(row), Number(row._sdc_sequence)]));
      for (const { keys, at } of ofTable)
        if ((versions.get(idOf(expectedRow(keys))) ?? 0) < at - (at % COARSEST))
          findings.push(`said to be done, and not written: ${JSON.stringify(keys)} at ${at}`);
    }
    return findings;
  }
}
