import { CrateError, INTERNAL, unknownColumn } from '../errors/crate-error.ts';
import type { Column } from '../types/column-type.ts';
import { crateName } from '../types/type-names.ts';
import { checkColumnName, checkMemberName, checkRelationName } from './check-names.ts';
import { columnAt, keyNames, pathName } from './key.ts';
import { fieldLimit } from './options.ts';
import { fieldsOf, type Table, tableName } from './table.ts';

/** Refuses what CrateDB refuses in a table that is created or has got new columns. */
export function checkTable(table: Table): void {
  checkRelationName(table.schema, table.name);
  checkFieldNames(table);
  checkFieldCount(table, table.lastOrdinal);
  checkPrimaryKey(table);
  checkPlacement(table);
}

/** Refuses names that no column or member can have. */
export function checkFieldNames(table: Table): void {
  for (const { path, definition } of fieldsOf(table)) {
    if (path.length === 0) checkColumnName(definition.name);
    else checkMemberName(definition.name);
  }
}

/** Refuses more columns than the table's limit allows. */
export function checkFieldCount(table: Table, count: number): void {
  const most = fieldLimit(table);
  if (count <= most) return;
  const limit = `Limit of total columns [${most}] in table [${tableName(table)}] exceeded`;
  throw new CrateError(INTERNAL, limit);
}

function checkPrimaryKey(table: Table): void {
  for (const path of table.primaryKey) {
    const column = columnAt(table, path);
    if (column === undefined) throw unknownColumn(pathName(path));
    checkKeyType(column);
  }
  const names = keyNames(table);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new CrateError(INTERNAL, `Columns \`${twice}\` appears twice in primary key constraint`);
}

function checkKeyType({ name, type }: Column): void {
  if (type.kind === 'scalar') return;
  const message =
    type.kind === 'object'
      ? 'Cannot use columns of type "object" as primary key'
      : `Cannot use column "${name}" with type "${crateName(type)}" as primary key`;
  throw new CrateError(INTERNAL, message);
}

function checkPlacement(table: Table): void {
  const keys = keyNames(table);
  for (const column of table.partitionedBy) {
    if (!table.columns.has(column)) throw unknownColumn(column);
    if (keys.length === 0 || keys.includes(column)) continue;
    const clause = `Cannot use non primary key column '${column}' in PARTITIONED BY clause`;
    throw new CrateError(INTERNAL, `${clause} if primary key is set on table`);
  }
  checkClustering(table, pathName(table.clusteredBy), keys);
}

function checkClustering(table: Table, by: string, keys: readonly string[]): void {
  if (by === '_id') return;
  if (columnAt(table, table.clusteredBy) === undefined) throw unknownColumn(by);
  if (keys.length === 0 || keys.includes(by)) return;
  const list = keys.join(', ');
  throw new CrateError(INTERNAL, `Clustered by column \`${by}\` must be part of primary keys: [${list}]`);
}
