import type { AttributeType, AttributeValue } from './item.ts';
import type { Random } from './random.ts';
import { randomValue } from './random-value.ts';
import type { Table } from './table.ts';

const of =
  (type: AttributeType) =>
  (random: Random): AttributeValue =>
    randomValue(random, type);

/**
 * A table with every type and awkward names. Its key is binary and numeric: numbers that differ in their
 * fraction only, and neighbours that a double cannot distinguish.
 */
export const allTypes: Table = {
  name: 'all-types',
  keys: {
    'hash key': (number) => ({ B: Uint8Array.of(0, 255, number % 3) }),
    'range-key': (number) => ({ N: awkwardNumber(number) }),
  },
  attributes: {
    text: of('S'),
    number: of('N'),
    bytes: of('B'),
    flag: of('BOOL'),
    nothing: of('NULL'),
    map: of('M'),
    list: of('L'),
    texts: of('SS'),
    numbers: of('NS'),
    byteses: of('BS'),
    'dotted.name': of('N'),
    'list[0]': of('S'),
    'Ünïcode "name"': of('M'),
    _id: of('S'),
    constructor: of('N'),
  },
  presence: 0.8,
};

/** The same table, where any attribute may take any type. */
export const changingTypes: Table = { ...allTypes, name: 'changing-types', typeChanges: 0.1 };

function awkwardNumber(number: number): string {
  const forms = [`${number}`, `${number - 1}.5`, `-${number}`, String(10n ** 37n + BigInt(number))];
  return forms[number % forms.length] ?? '';
}
