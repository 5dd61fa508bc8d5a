import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropTables, type TestSchema } from '../../support/cratedb/schema.ts';
import { BIN } from '../../support/programs/run.ts';
import type { Session } from '../case.ts';
import { limitProgram, shellOrThrow } from '../measure/script.ts';
import { existingLines, oldDeletionLine, schemaLine, TABLE } from '../workload/lines.ts';
import { FIRST_SEQUENCE } from '../workload/row.ts';
import { rowsAfter, type Workload } from '../workload/workload.ts';
import { writeLines } from '../workload/write-lines.ts';
import { checkRows, checkVersions, refresh } from './table.ts';

/** The table that all sides of a target case write to, in the state that the workload starts from. */
export class TargetTable {
  readonly session: Session;
  readonly schema: TestSchema;
  readonly workload: Workload;
  readonly #deleteMode: 'remove' | 'tombstone';
  readonly #schemaPath: string;
  readonly #rowsPath: string;

  constructor(
    session: Session,
    schema: TestSchema,
    workload: Workload,
    deleteMode: 'remove' | 'tombstone' = 'remove',
  ) {
    this.session = session;
    this.schema = schema;
    this.workload = workload;
    this.#deleteMode = deleteMode;
    this.#schemaPath = join(session.folder, `${schema.name}.schema`);
    this.#rowsPath = join(session.folder, `${schema.name}.rows`);
    const existing = Array.from(
      { length: workload.existing },
      (_, row) => ({ kind: 'insert', row }) as const,
    );
    writeFileSync(this.#schemaPath, `${schemaLine()}\n${oldDeletionLine()}\n`);
    writeLines(this.#rowsPath, existing, existingLines);
  }

  /** The table's name in SQL. */
  get quotedName(): string {
    return `"${this.schema.name}"."${TABLE}"`;
  }

  /**
   * Lets the target create the table again, so that all sides write to the same one, and its table of tombstones;
   * loads the rows.
   */
  async reset(): Promise<void> {
    await dropTables(this.schema);
    await this.#run(`"${BIN.target}" "$TARGET" < "$FILE"`, this.#schemaPath);
    if (this.workload.existing === 0) return;
    const writer = limitProgram('pg-writer');
    await this.#run(`${writer} "$SERVER" "$TABLE" "$FILE"`, this.#rowsPath);
    await refresh(this.schema, TABLE);
  }

  /** Throws unless every operation of the workload has had its effect. */
  async check(): Promise<void> {
    await checkRows(this.schema, TABLE, rowsAfter(this.workload));
    await checkVersions(this.schema, TABLE, FIRST_SEQUENCE);
  }

  /** What scripts need to reach the table. */
  get variables(): Readonly<Record<string, string>> {
    return {
      TARGET: this.schema.url,
      SERVER: this.session.crateUrl,
      TABLE: this.quotedName,
      TARGET_CRATEDB_DELETE_MODE: this.#deleteMode,
    };
  }

  async #run(text: string, file: string): Promise<void> {
    await shellOrThrow(this.session, text, { ...this.variables, FILE: file });
  }
}
