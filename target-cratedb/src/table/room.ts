import { type ColumnType, membersOf } from '../column/column-type.ts';
import type { Addition } from '../row/undeclared.ts';

/** A table keeps one in this many of its columns free: for what somebody else, or the target itself, adds later. */
const SPARE_SHARE = 20;

/** How many columns and members can still be made of attributes. */
export function roomIn(types: ReadonlyMap<string, ColumnType>, limit: number): number {
  return limit - Math.floor(limit / SPARE_SHARE) - membersSize(types);
}

/** As much of the additions as there is room for: of an object the members that fit. */
export function fitting(additions: readonly Addition[], room: number): Addition[] {
  let left = room;
  return additions.flatMap(({ path, type }) => {
    const part = trimmed(type, left);
    if (part === undefined) return [];
    left -= sizeOf(part);
    return [{ path, type: part }];
  });
}

function trimmed(type: ColumnType, room: number): ColumnType | undefined {
  if (sizeOf(type) <= room) return type;
  if (type.kind !== 'object' || room < 1) return undefined;
  let left = room - 1;
  const members = [...type.members].flatMap(([name, member]): [string, ColumnType][] => {
    const part = trimmed(member, left);
    if (part === undefined) return [];
    left -= sizeOf(part);
    return [[name, part]];
  });
  return { ...type, members: new Map(members) };
}

function sizeOf(type: ColumnType): number {
  if (type.kind === 'array') return sizeOf(type.of);
  return 1 + membersSize(membersOf(type) ?? new Map());
}

function membersSize(members: ReadonlyMap<string, ColumnType>): number {
  let size = 0;
  for (const type of members.values()) size += sizeOf(type);
  return size;
}
