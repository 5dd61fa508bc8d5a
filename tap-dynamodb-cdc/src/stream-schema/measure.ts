import type { Shape } from './shape.ts';

/** The shapes directly below a shape: members and elements. */
function* below(shape: Shape): Generator<Shape> {
  if (shape.members !== undefined) yield* shape.members.values();
  if (shape.elements !== undefined) yield shape.elements;
}

/** Counts the members at all depths. */
export function memberCount(shape: Shape): number {
  let count = shape.members?.size ?? 0;
  for (const child of below(shape)) count += memberCount(child);
  return count;
}

/** The object below `root` that lists the most members itself; undefined when no object lists any. */
export function widestDictionary(root: Shape): Shape | undefined {
  let widest: Shape | undefined;
  for (const child of below(root)) {
    for (const shape of [child, widestDictionary(child)]) {
      if ((shape?.members?.size ?? 0) > (widest?.members?.size ?? 0)) widest = shape;
    }
  }
  return widest;
}
