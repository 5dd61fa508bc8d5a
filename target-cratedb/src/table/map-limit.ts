import { arrayType, type ColumnPath, type ColumnType, FREE, membersOf } from '../column/column-type.ts';
import type { TableColumns } from '../column/table-columns.ts';
import type { Addition } from '../row/undeclared.ts';

/** What bounds the members that a map makes columns of. */
export interface MapLimit {
  readonly maxMembers: number;
  /** The column whose members are the stream's attributes: it is no map. */
  readonly attributesIn: string | undefined;
  /** Called with the path of a map that has as many members as it may have. */
  readonly reached: (map: ColumnPath) => void;
}

/**
 * The additions that do not make a dictionary's keys columns: those of a map that has its members already are left out,
 * and a new map that comes with more of them is an OBJECT(IGNORED).
 */
export function withinLimit(
  additions: readonly Addition[],
  columns: TableColumns,
  limit: MapLimit,
): Addition[] {
  const added = new Map<string, number>();
  return additions.flatMap(({ path, type }) => {
    const map = path.slice(0, -1);
    const addition = { path, type: capped(type, limit.maxMembers) };
    if (!isPath(map) || (map.length === 1 && map[0] === limit.attributesIn)) return [addition];
    const id = JSON.stringify(map);
    const count = added.get(id) ?? membersAt(columns.typeAt(map));
    if (count >= limit.maxMembers) {
      limit.reached(map);
      return [];
    }
    added.set(id, count + 1);
    return [addition];
  });
}

function isPath(path: readonly string[]): path is ColumnPath {
  return path.length > 0;
}

function membersAt(type: ColumnType | undefined): number {
  return type?.kind === 'array' ? membersAt(type.of) : (membersOf(type)?.size ?? 0);
}

function capped(type: ColumnType, maxMembers: number): ColumnType {
  if (type.kind === 'array') return arrayType(capped(type.of, maxMembers));
  if (type.kind !== 'object') return type;
  if (type.members.size > maxMembers) return FREE;
  const members = [...type.members].map(([name, member]) => [name, capped(member, maxMembers)] as const);
  return { ...type, members: new Map(members) };
}
