import { isDeepStrictEqual } from 'node:util';
import { expectedRow } from './expected.ts';
import type { AttributeValue, Item } from './item.ts';
import { type Random, several } from './random.ts';
import { randomType, randomValue } from './random-value.ts';

/** A table to make items for. */
export interface Table {
  readonly name: string;
  /** The key attributes, hash before range: the nth item's value. Different numbers make different keys. */
  readonly keys: Readonly<Record<string, (number: number) => AttributeValue>>;
  /** The other attributes. */
  readonly attributes: Readonly<Record<string, (random: Random) => AttributeValue>>;
  /** How probably an item has an attribute. */
  readonly presence: number;
  /** How probably a new value has any type instead of the attribute's own. */
  readonly typeChanges?: number;
}

/** The key of the nth item. */
export function keyOf({ keys }: Table, number: number): Item {
  return Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, value(number)]));
}

/** A new nth item. */
export function newItem(table: Table, random: Random, number: number): Item {
  const present = Object.keys(table.attributes).filter(() => random.chance(table.presence));
  const values = present.map((name) => [name, newValue(table, random, name)] as const);
  return { ...keyOf(table, number), ...Object.fromEntries(values) };
}

/** The item with one or two attributes changed, added or left out: never the same item, always the same key. */
export function changedItem(table: Table, random: Random, item: Item): Item {
  const attributes = new Map(Object.entries(item));
  for (const name of several(1 + random.int(2), () => random.pick(Object.keys(table.attributes)))) {
    if (random.chance(table.presence)) attributes.set(name, newValue(table, random, name));
    else attributes.delete(name);
  }
  const changed = Object.fromEntries(attributes);
  const isSame = isDeepStrictEqual(expectedRow(changed), expectedRow(item)); // then DynamoDB records no change
  return isSame ? changedItem(table, random, item) : changed;
}

function newValue(table: Table, random: Random, name: string): AttributeValue {
  if (random.chance(table.typeChanges ?? 0)) return randomValue(random, randomType(random));
  const make = table.attributes[name];
  if (make === undefined) throw new RangeError(`${table.name} has no attribute ${name}`);
  return make(random);
}
