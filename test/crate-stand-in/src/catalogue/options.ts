import { CrateError, INTERNAL } from '../errors/crate-error.ts';
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

const BLOCKED_BY_WRITE = ['INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER RENAME'];

/** Refuses what a table that is blocked or closed does not allow, in CrateDB's words; `operation` is INSERT, READ, … */
export function checkAllowed(table: Table, operation: string): void {
  const isBlocked = table.options.get('blocks.write') === 'true' && BLOCKED_BY_WRITE.includes(operation);
  const isAllowed = table.isClosed ? operation === 'ALTER RENAME' : !isBlocked;
  if (isAllowed) return;
  const why = table.isClosed ? ', as it is currently closed.' : '';
  const refusal = `The relation "${tableName(table)}" doesn't support or allow ${operation} operations${why}`;
  throw new CrateError(INTERNAL, refusal);
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
