import { isJsonObject, type JsonObject, setMember } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import type { Shape } from '../stream-schema/shape.ts';
import { ALL_WANTED, type Unwanted, unmet, wantsAll, withMembers } from '../stream-schema/unwanted.ts';
import { propertiesWithout, schemaWithout, shapeWithout, without } from '../stream-schema/without.ts';
import { AUX, DATA, holdsMixedList, PK } from './document.ts';
import { DELETED_AT, isOwn, OLD_IMAGE, propertyOf, SEQUENCE, SEQUENCE_ORDER, TABLE_STREAM } from './names.ts';

/** What a selection is made for. */
export interface SelectionOf {
  readonly unwanted: Unwanted;
  /** Names of the key's properties, which are always selected. */
  readonly keyProperties: readonly string[];
  /** Whether items are laid out as documents. */
  readonly isDocument: boolean;
}

/**
 * Leaves out what a catalog deselects, wherever an item's attributes appear: at the top level, in a document, in the item
 * before the change. A breadcrumb is the path in the record; for documents the path in the item counts, too.
 */
export class ItemSelection {
  readonly #tree: Unwanted;
  /** What is unwanted of the item, by the names that its attributes have as properties. */
  readonly #item: Unwanted;
  /** What is unwanted besides the item: of a document's parts, and the tap's own properties. */
  readonly #rest: Unwanted;
  readonly #isDocument: boolean;

  constructor({ unwanted, keyProperties, isDocument }: SelectionOf) {
    const isRest = (name: string): boolean => isOwn(name) || (isDocument && isPart(name));
    this.#tree = withMembers(unwanted, (name) => !isAlwaysSelected(name, keyProperties));
    this.#item = withMembers(this.#tree, (name) => !isRest(name));
    this.#rest = withMembers(this.#tree, isRest);
    this.#isDocument = isDocument;
  }

  /** The event with what is wanted of its images; its key stays whole. */
  event(event: ChangeEvent): ChangeEvent {
    if (wantsAll(this.#tree)) return event;
    const { newImage, oldImage, keys } = event;
    return {
      ...event,
      newImage: newImage && this.#image(newImage),
      oldImage: oldImage && this.#withoutParts(without(this.#image(oldImage), this.#of(OLD_IMAGE)), keys),
    };
  }

  /** The record with what is wanted besides the item, in a copy where something is not. */
  record(record: JsonObject): JsonObject {
    return without(record, this.#rest);
  }

  /** The properties of a record's schema, without what is unwanted at any depth. */
  properties(properties: JsonObject): JsonObject {
    const result = propertiesWithout(properties, this.#tree);
    for (const part of this.#isDocument ? [DATA, AUX] : []) {
      const schema = result[part];
      if (isJsonObject(schema)) result[part] = this.#schemaOfPart(schema);
    }
    return result;
  }

  /** What was learned of items, without what somebody has deselected since. */
  shape(shape: Shape): Shape {
    return shapeWithout(shape, this.#item);
  }

  /** What is deselected but was found neither in a schema nor in a record. */
  get unmet(): Unwanted[] {
    return unmet(this.#tree);
  }

  #image(image: JsonObject): JsonObject {
    const rest = without(image, this.#item, propertyOf);
    return this.#isDocument ? without(without(rest, this.#of(DATA)), this.#of(AUX)) : rest;
  }

  #schemaOfPart(schema: JsonObject): JsonObject {
    const rest = schemaWithout(schema, this.#item, propertyOf);
    return schemaWithout(schemaWithout(rest, this.#of(DATA)), this.#of(AUX));
  }

  /** What a document would have in a part that is deselected is deselected in the item before the change, too. */
  #withoutParts(image: JsonObject, keys: JsonObject): JsonObject {
    const [data, aux] = [this.#of(DATA).all, this.#of(AUX).all];
    if (!this.#isDocument || !(data || aux)) return image;
    const result: JsonObject = {};
    for (const [name, value] of Object.entries(image)) {
      const isUnwanted = !Object.hasOwn(keys, name) && (holdsMixedList(value) ? aux : data);
      if (!isUnwanted) setMember(result, name, value);
    }
    return result;
  }

  #of(property: string): Unwanted {
    return this.#rest.members.get(property) ?? ALL_WANTED;
  }
}

/** The breadcrumbs of what cannot be deselected: the key, the row's version, what it compares with, the time of its deletion. */
export function alwaysSelected(
  { members }: Unwanted,
  keyProperties: readonly string[],
): (readonly string[])[] {
  return [...members]
    .filter(([name, { all }]) => all && isAlwaysSelected(name, keyProperties))
    .map(([, { breadcrumb }]) => breadcrumb);
}

const ALWAYS: readonly string[] = [SEQUENCE, SEQUENCE_ORDER, TABLE_STREAM, DELETED_AT];

function isAlwaysSelected(name: string, keyProperties: readonly string[]): boolean {
  return ALWAYS.includes(name) || keyProperties.includes(name);
}

function isPart(name: string): boolean {
  return name === PK || name === DATA || name === AUX;
}
