import { counted, type Finding, fail, ok } from '@cdc-relay/singer';
import type { ColumnPath, ColumnType } from '../column/column-type.ts';
import { VERSION_COLUMN } from '../column/table-columns.ts';
import { holdsVersions } from '../column/version-type.ts';
import { quotePath, quoteTable, type TableName } from '../sql/quote.ts';
import type { ExistingTable } from '../table/catalog.ts';

/** What CrateDB says about a relation apart from its columns. */
export interface Relation {
  readonly table_type: string;
  readonly closed: boolean | null;
  readonly settings: { readonly blocks?: { readonly [block: string]: boolean | null } } | null;
}

/** What the settings expect of every table. */
export interface Expected {
  readonly isDocument: boolean;
  /** The stream's key, where a state names it. */
  readonly keys: readonly ColumnPath[] | undefined;
  /** Deletions leave a row without attributes. */
  readonly hasTombstones: boolean;
}

/** The blocks that keep rows out. */
const BLOCKS = ['write', 'read_only', 'read_only_allow_delete', 'metadata', 'read'];

/** The columns of the layout of CrateDB Toolkit. */
const DOCUMENT = ['pk', 'data', 'aux'];

/** Why a relation accepts no rows; undefined when it does. */
export function judgeRelation(
  name: TableName,
  { table_type, closed, settings }: Relation,
): Finding | undefined {
  const where = quoteTable(name);
  if (table_type !== 'BASE TABLE')
    return fail(`${where} is no table (${table_type}); name another one in the URL or in table_options`);
  if (closed === true) return fail(`${where} is closed: ALTER TABLE ${where} OPEN`);
  const block = BLOCKS.find((one) => settings?.blocks?.[one] === true);
  if (block === undefined) return undefined;
  return fail(`${where} is blocked: ALTER TABLE ${where} SET ("blocks.${block}" = false)`);
}

/** Whether rows can be loaded into a table that exists, as far as that is known without the stream's SCHEMA. */
export function judgeTable(name: TableName, table: ExistingTable, expected: Expected): Finding {
  const where = quoteTable(name);
  const problem = problemOf(table, expected);
  if (problem !== undefined) return fail(`${where} ${problem}`);
  return ok(`${where}: ${counted(table.columns.size, 'column')}, primary key ${listed(table.keys)}`);
}

function problemOf({ columns, keys, optional }: ExistingTable, expected: Expected): string | undefined {
  const lacking = DOCUMENT.filter((column) => !isObject(columns.get(column)));
  if (expected.isDocument && lacking.length > 0)
    return `has no object columns ${lacking.join(', ')}, as record_layout: document needs them; use record_layout: columns, or another table`;
  if (!expected.isDocument && lacking.length === 0)
    return 'has the layout of CrateDB Toolkit (pk, data, aux): set record_layout: document, or use another table';
  if (expected.keys !== undefined && textOf(expected.keys) !== textOf(keys))
    return `has the primary key ${listed(keys)}, the stream the key ${listed(expected.keys)}: use another table`;
  const version = columns.get(VERSION_COLUMN);
  if (version !== undefined && !holdsVersions(version))
    return `has a column ${VERSION_COLUMN} that cannot hold versions (BIGINT can): the order of changes would be lost`;
  const required = [...optional].filter(([, kind]) => kind === 'required').map(([column]) => column);
  if (!expected.hasTombstones || required.length === 0) return undefined;
  return `cannot hold tombstones, as ${required.join(', ')} may not be NULL: use delete_mode: mark or remove`;
}

function isObject(type: ColumnType | undefined): boolean {
  return type?.kind === 'object' || type?.kind === 'free';
}

function listed(keys: readonly ColumnPath[]): string {
  return keys.length === 0 ? 'none' : `(${keys.map(quotePath).join(', ')})`;
}

/** The same for the same columns in any order. */
function textOf(keys: readonly ColumnPath[]): string {
  return JSON.stringify(keys.map(quotePath).sort());
}
