import { canonicalDecimal } from './decimal.ts';
import type { AttributeType, AttributeValue } from './item.ts';
import { type Random, several } from './random.ts';

const WORDS = [
  '',
  'a',
  'Zürich',
  '東京',
  '🚲 bike',
  'quote " and \'',
  'back\\slash',
  'line\nbreak',
  '0',
  'null',
];
const NAMES = ['a', 'b c', 'naïve', 'Upper', '42'];
const SCALARS: readonly AttributeType[] = ['S', 'N', 'B', 'BOOL', 'NULL'];
const TYPES: readonly AttributeType[] = [...SCALARS, 'M', 'L', 'SS', 'NS', 'BS'];
const MAX_DEPTH = 3;

/** A random value of a type. Maps and lists hold values of any type, three levels deep at most. */
export function randomValue(random: Random, type: AttributeType, depth = 0): AttributeValue {
  const inner = () => randomValue(random, random.pick(depth + 1 < MAX_DEPTH ? TYPES : SCALARS), depth + 1);
  const makers: Record<AttributeType, () => AttributeValue> = {
    S: () => ({ S: randomText(random) }),
    N: () => ({ N: randomNumber(random) }),
    B: () => ({ B: randomBytes(random) }),
    BOOL: () => ({ BOOL: random.chance(0.5) }),
    NULL: () => ({ NULL: true }),
    M: () => ({
      M: Object.fromEntries(NAMES.filter(() => random.chance(0.4)).map((name) => [name, inner()])),
    }),
    L: () => ({ L: several(random.int(4), inner) }),
    SS: () => ({
      SS: distinct(
        several(1 + random.int(4), () => randomText(random)),
        String,
      ),
    }),
    NS: () => ({
      NS: distinct(
        several(1 + random.int(4), () => randomNumber(random)),
        canonicalDecimal,
      ),
    }),
    BS: () => ({
      BS: distinct(
        several(1 + random.int(4), () => randomBytes(random)),
        String,
      ),
    }),
  };
  return makers[type]();
}

/** A random type of the ten. */
export function randomType(random: Random): AttributeType {
  return random.pick(TYPES);
}

/** Text from a few awkward pieces: empty, beyond ASCII, to be escaped, looking like other types. */
function randomText(random: Random): string {
  return several(random.int(3), () => random.pick(WORDS)).join('');
}

/**
 * A number, in plain digits or with an exponent: up to 38 digits, from 1E-130 to 9.9E+125, zero and negative
 * ones included.
 */
function randomNumber(random: Random): string {
  if (random.chance(0.1)) return '0';
  const digits = random.pick([1, 2, 5, 16, 17, 20, 38]);
  const text = `${1 + random.int(9)}${several(digits - 1, () => random.int(10)).join('')}`;
  const exponent = random.pick([0, 0, 0, -2, -digits, 126 - digits, -130]);
  const written = `${random.chance(0.3) ? '-' : ''}${text}E${exponent}`;
  return random.chance(0.2) ? written : canonicalDecimal(written);
}

function randomBytes(random: Random): Uint8Array {
  return Uint8Array.from(several(random.int(6), () => random.int(256)));
}

function distinct<T>(values: readonly T[], identity: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [identity(value), value])).values()];
}
