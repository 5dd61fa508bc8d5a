import { isNullable, type Path, pathName } from '../catalogue/key.ts';
import { checkAllowed } from '../catalogue/options.ts';
import { type Table, tableName } from '../catalogue/table.ts';
import { unsupported } from '../errors/crate-error.ts';
import { qualifiedName } from '../grammar/names.ts';
import { childOf, type Node } from '../grammar/tree.ts';
import { literal, quoted } from '../rewrite/identifiers.ts';
import { type QueryPlan, readOnly } from '../rewrite/plan.ts';
import type { Column, ColumnType, ScalarType } from '../types/column-type.ts';
import { postgresName } from '../types/type-names.ts';
import type { World } from './world.ts';

/** SHOW CREATE TABLE: a row with the statement that makes the table, set out as CrateDB sets it out. */
export function planShowCreate(statement: Node, { catalogue }: World): QueryPlan {
  const name = childOf(statement, 'TableName');
  if (name === undefined) throw unsupported(statement.text);
  const table = catalogue.get(qualifiedName(name));
  checkAllowed(table, 'SHOW CREATE');
  const column = quoted(`SHOW CREATE TABLE ${tableName(table)}`);
  const sql = `SELECT ${literal(createStatement(table))} AS ${column}`;
  return { ...readOnly(sql), verb: 'SHOW' };
}

function createStatement(table: Table): string {
  const columns = [...table.columns.values()].map((column) => columnLine(table, [column.name], column));
  const key =
    table.primaryKey.length > 0 ? [`   PRIMARY KEY (${table.primaryKey.map(path).join(', ')})`] : [];
  const by = pathName(table.clusteredBy) === '_id' ? '' : `BY (${path(table.clusteredBy)}) `;
  const partitioned =
    table.partitionedBy.length > 0
      ? [`PARTITIONED BY (${table.partitionedBy.map(identifier).join(', ')})`]
      : [];
  return [
    `CREATE TABLE IF NOT EXISTS ${identifier(table.schema)}.${identifier(table.name)} (`,
    [...columns, ...key].join(',\n'),
    ')',
    `CLUSTERED ${by}INTO ${table.shards} SHARDS`,
    ...partitioned,
    `WITH (\n${optionLines(table.options).join(',\n')}\n)`,
  ].join('\n');
}

function columnLine(table: Table, names: Path, column: Column): string {
  const indent = '   '.repeat(names.length);
  const index = column.indexed ? '' : ' INDEX OFF';
  const storage = column.columnstore ? '' : ` STORAGE WITH (\n${indent}   columnstore = false\n${indent})`;
  const notNull = isNullable(table, names, column) ? '' : ' NOT NULL';
  const type = typeText(table, names, column.type);
  return `${indent}${identifier(column.name)} ${type}${notNull}${index}${storage}`;
}

function typeText(table: Table, names: Path, type: ColumnType): string {
  if (type.kind === 'scalar') return scalarText(type);
  if (type.kind === 'array') return `ARRAY(${typeText(table, names, type.of)})`;
  const members = [...type.members.values()].map((member) =>
    columnLine(table, [...names, member.name], member),
  );
  const list = members.length > 0 ? ` AS (\n${members.join(',\n')}\n${'   '.repeat(names.length)})` : '';
  return `OBJECT(${type.policy.toUpperCase()})${list}`;
}

function scalarText(type: ScalarType): string {
  if (type.length !== undefined) return `VARCHAR(${type.length})`;
  return type.name === 'byte' ? 'BYTE' : postgresName(type).toUpperCase();
}

function optionLines(options: Table['options']): string[] {
  const sorted = [...options].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, value]) => {
    const isText = name === 'number_of_replicas' || !/^(?:true|false|\d+)$/.test(value);
    return `   ${/^\w+$/.test(name) ? name : identifier(name)} = ${isText ? literal(value) : value}`;
  });
}

/** The identifier as CrateDB prints it; nothing is shortened for PostgreSQL here. */
function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function path([column = '', ...members]: Path): string {
  return identifier(column) + members.map((member) => `[${literal(member)}]`).join('');
}
