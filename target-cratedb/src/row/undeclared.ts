import { isJsonObject, type JsonObject, type JsonValue } from '@cdc-relay/singer';
import { type ColumnPath, type ColumnType, membersOf } from '../column/column-type.ts';
import { typeFromValue } from '../column/from-value.ts';
import { isMemberName } from '../column/names.ts';
import type { TableColumns } from '../column/table-columns.ts';

/** A column or member that a table lacks. */
export interface Addition {
  readonly path: ColumnPath;
  readonly type: ColumnType;
}

/**
 * What a record brings that the table has not declared yet. It must be declared before the record is written: an
 * upsert that brings unknown members of an OBJECT(DYNAMIC) corrupts other rows of its batch (CrateDB 6.4).
 */
export function undeclared(record: JsonObject, columns: TableColumns): Addition[] {
  const additions = new Map<string, Addition>();
  for (const [attribute, value] of Object.entries(record)) {
    const name = columns.nameOf(attribute);
    if (name === undefined) continue;
    const type = columns.types.get(name);
    if (type === undefined) add(additions, [name], value);
    else walk(additions, [name], value, type);
  }
  return [...additions.values()];
}

/** Several elements of an array may bring the same member: the first decides. */
function add(additions: Map<string, Addition>, path: ColumnPath, value: JsonValue): void {
  const type = typeFromValue(value);
  const id = JSON.stringify(path);
  if (type !== undefined && !additions.has(id)) additions.set(id, { path, type });
}

function walk(additions: Map<string, Addition>, path: ColumnPath, value: JsonValue, type: ColumnType): void {
  if (type.kind === 'array' && Array.isArray(value)) {
    for (const element of value) walk(additions, path, element, type.of);
  }
  const members = membersOf(type);
  if (members === undefined || !isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const declared = members.get(name);
    if (declared !== undefined) walk(additions, [...path, name], member, declared);
    else if (type.kind === 'object' && isMemberName(name)) add(additions, [...path, name], member);
  }
}
