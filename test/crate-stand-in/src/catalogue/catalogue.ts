import { CrateError } from '../errors/crate-error.ts';
import type { QualifiedName } from '../grammar/names.ts';
import { type Table, tableName } from './table.ts';

/** The schema of a table whose name is written without one. */
const DEFAULT_SCHEMA = 'doc';
const SYSTEM_SCHEMAS: readonly string[] = ['information_schema', 'pg_catalog', 'sys'];

/** What tables there are, and of which columns: the model that statements are checked and mapped against. */
export class Catalogue {
  private readonly tables = new Map<string, Table>();
  private changes = 0;

  /** Grows with every change, so that a prepared statement knows when it is outdated. */
  get version(): number {
    return this.changes;
  }

  /** The table of this name, or undefined. */
  find(name: QualifiedName): Table | undefined {
    return this.tables.get(keyOf(resolved(name)));
  }

  /** The table of this name, or CrateDB's refusal: 42P01, or 3F000 when not even the schema exists. */
  get(name: QualifiedName): Table {
    const table = this.find(name);
    if (table !== undefined) return table;
    const { schema } = resolved(name);
    if (!this.hasSchema(schema)) throw new CrateError('3F000', `Schema '${schema}' unknown`);
    const shown = name.schema === undefined ? name.name : tableName(resolved(name));
    throw new CrateError('42P01', `Relation '${shown}' unknown`);
  }

  /** Whether any table is in this schema; CrateDB's own schemas and `doc` always exist. */
  hasSchema(schema: string): boolean {
    if (schema === DEFAULT_SCHEMA || isSystemSchema(schema)) return true;
    return [...this.tables.values()].some((table) => table.schema === schema);
  }

  put(table: Table): void {
    this.tables.set(keyOf(table), table);
    this.changes += 1;
  }

  remove(table: Table): void {
    this.tables.delete(keyOf(table));
    this.changes += 1;
  }
}

/** The name with its schema: `doc` when none is written. */
export function resolved(name: QualifiedName): { readonly schema: string; readonly name: string } {
  return { schema: name.schema ?? DEFAULT_SCHEMA, name: name.name };
}

/** Whether the schema is CrateDB's own. */
function isSystemSchema(schema: string): boolean {
  return SYSTEM_SCHEMAS.includes(schema);
}

function keyOf(table: { readonly schema: string; readonly name: string }): string {
  return `${table.schema}\0${table.name}`;
}
