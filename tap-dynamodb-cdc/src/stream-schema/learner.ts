import type { JsonObject, JsonValue } from '@cdc-relay/singer';
import { memberCount, widestDictionary } from './measure.ts';
import { ARRAY, addKind, emptyShape, kindOf, OBJECT, type Shape } from './shape.ts';

/** More names than this, in one place below the top level, mean that a map is used as a dictionary. */
const MAX_MAP_MEMBERS = 100;

/** Members that one table's schema lists in all, so that SCHEMA messages and the state stay small. */
const MAX_TABLE_MEMBERS = 1000;

/**
 * Learns what the items of a table look like. The shape only widens, so that every item seen so far fits it, and
 * its size is bounded: maps used as dictionaries become free-form, and a table that is wider than the bound keeps
 * its further attributes unlisted. (They are still in the records.)
 */
export class ShapeLearner {
  readonly root: Shape;
  #members: number;

  /** Continues from `root`, whose items are objects. */
  constructor(root: Shape = emptyShape()) {
    addKind(root, OBJECT);
    root.members ??= new Map();
    this.root = root;
    this.#members = memberCount(root);
  }

  /** Learns an item; true when the shape has grown. */
  learn(item: JsonObject): boolean {
    return this.#learnMembers(this.root, item);
  }

  #learnValue(shape: Shape, value: JsonValue): boolean {
    if (value === null) return false;
    const kind = kindOf(value);
    const grown = addKind(shape, kind);
    if (kind === ARRAY) return this.#learnElements(shape, value as JsonValue[]) || grown;
    if (kind === OBJECT) return this.#learnMembers(shape, value as JsonObject) || grown;
    return grown;
  }

  #learnElements(shape: Shape, array: JsonValue[]): boolean {
    shape.elements ??= emptyShape();
    let grown = false;
    for (const element of array) grown = this.#learnValue(shape.elements, element) || grown;
    return grown;
  }

  #learnMembers(shape: Shape, object: JsonObject): boolean {
    if (shape.freeForm) return false;
    shape.members ??= new Map();
    let grown = false;
    for (const name in object) {
      const known = shape.members.get(name);
      const member = known ?? this.#addMember(shape, name);
      if (shape.freeForm) return true;
      if (member !== undefined) grown = this.#learnValue(member, object[name] ?? null) || !known || grown;
    }
    return grown;
  }

  /** Makes room first; undefined when there is none, or when `shape` itself had to become free-form for it. */
  #addMember(shape: Shape, name: string): Shape | undefined {
    if (shape !== this.root && (shape.members?.size ?? 0) >= MAX_MAP_MEMBERS) this.#loosen(shape);
    while (this.#members >= MAX_TABLE_MEMBERS && !shape.freeForm) {
      const widest = widestDictionary(this.root);
      if (widest === undefined) return undefined;
      this.#loosen(widest);
    }
    if (shape.members === undefined) return undefined;
    const member = emptyShape();
    shape.members.set(name, member);
    this.#members += 1;
    return member;
  }

  #loosen(shape: Shape): void {
    shape.freeForm = true;
    shape.members = undefined;
    this.#members = memberCount(this.root);
  }
}
