import { type ColumnPath, type ColumnType, membersOf } from '../column/column-type.ts';

/** A column that is to be added, and one that may be meant. */
export interface Lookalike {
  readonly path: ColumnPath;
  readonly existing: ColumnPath;
}

/** Of new columns and members, those that exist in lower case, as SQL without quotes makes them. */
export function lookalikes(
  paths: readonly ColumnPath[],
  existing: ReadonlyMap<string, ColumnType>,
): Lookalike[] {
  return paths.flatMap((path) => {
    const [column, ...members] = path;
    const last = members.pop();
    const lower: ColumnPath =
      last === undefined ? [column.toLowerCase()] : [column, ...members, last.toLowerCase()];
    return lower.at(-1) !== path.at(-1) && isIn(existing, lower) ? [{ path, existing: lower }] : [];
  });
}

function isIn(
  types: ReadonlyMap<string, ColumnType> | undefined,
  [name, ...rest]: readonly string[],
): boolean {
  let type = name === undefined ? undefined : types?.get(name);
  while (rest.length > 0 && type?.kind === 'array') type = type.of;
  return type !== undefined && (rest.length === 0 || isIn(membersOf(type), rest));
}
