import { CrateError, INTERNAL } from '../crate-error.ts';
import { type Table, tableName } from './table.ts';

/** The options that every table has. */
export const DEFAULT_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['column_policy', 'strict'],
  ['number_of_replicas', '0-1'],
]);

const KNOWN =
  /^(?:number_of_replicas|column_policy|refresh_interval|codec|store\.type|max_\w+|soft_deletes\..+|(?:mapping|translog|blocks|routing|merge|unassigned|write|allocation)\..+)$/;
const POLICIES = ['dynamic', 'strict', 'ignored'];
const FIELD_LIMIT = '1000';

/** How many columns the table may have at most, members of objects included. */
export function fieldLimit({ options }: Table): number {
  return Number(options.get('mapping.total_fields.limit') ?? FIELD_LIMIT);
}

/** Refuses a change to a table that is blocked, in CrateDB's words; `operation` is INSERT, DROP, … */
export function checkWritable(table: Table, operation: string): void {
  if (table.options.get('blocks.write') !== 'true') return;
  const name = tableName(table);
  throw new CrateError(INTERNAL, `The relation "${name}" doesn't support or allow ${operation} operations`);
}

/** Refuses an option that CrateDB does not know, or a value that it does not take. */
export function checkOption(name: string, value: string): void {
  const flaw = flawOf(name, value);
  if (flaw !== undefined) throw new CrateError(INTERNAL, flaw);
}

function flawOf(name: string, value: string): string | undefined {
  if (!KNOWN.test(name)) return `Invalid property "${name}" passed to [ALTER | CREATE] TABLE statement`;
  if (name === 'number_of_replicas' && !/^\d+(?:-(?:\d+|all))?$/.test(value)) {
    return `The "number_of_replicas" range "${value}" isn't valid`;
  }
  const isPolicy = name !== 'column_policy' || POLICIES.includes(value);
  return isPolicy ? undefined : `Invalid column policy: ${value} use one of [${POLICIES.join(', ')}]`;
}
