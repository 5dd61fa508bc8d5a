import type { AttributeValue, Item } from './item.ts';
import { type Random, several } from './random.ts';
import type { Table } from './table.ts';

const CITIES = ['Berlin', 'Bregenz', 'Dornbirn', 'Wien', 'Zürich'];
const NAMES = ['Ada', 'Bob Lee', 'Chloé', 'Dörte', 'Emil', 'Fatima'];
const PRODUCTS = ['bell', 'bike', 'helmet', 'lamp', 'pump', 'saddle'];
const STATES = ['new', 'paid', 'packed', 'sent', 'delivered', 'returned'];
const TAGS = ['express', 'gift', 'fragile', 'abroad'];

/** A shop's orders: a string and a number as key, a list of maps, a map, a set. */
export const orders: Table = {
  name: 'orders',
  keys: {
    customer_id: (number) => ({ S: customerId(number % 10) }),
    order_id: (number) => ({ N: String(1000 + number) }),
  },
  attributes: {
    status: (random) => ({ S: random.pick(STATES) }),
    total: (random) => ({ N: price(random) }),
    paid: (random) => ({ BOOL: random.chance(0.7) }),
    ordered_at: (random) => ({ S: new Date(1_700_000_000_000 + random.int(1e9)).toISOString() }),
    address: (random) => ({ M: address(random) }),
    lines: (random) => ({ L: several(1 + random.int(3), () => ({ M: line(random) })) }),
    tags: (random) => ({ SS: [random.pick(TAGS)] }),
  },
  presence: 1,
};

/** The shop's customers: a string as key. */
export const customers: Table = {
  name: 'customers',
  keys: { customer_id: (number) => ({ S: customerId(number) }) },
  attributes: {
    name: (random) => ({ S: random.pick(NAMES) }),
    credit: (random) => ({ N: price(random) }),
    address: (random) => ({ M: address(random) }),
    newsletter: (random) => ({ BOOL: random.chance(0.5) }),
  },
  presence: 0.9,
};

function customerId(number: number): string {
  return `customer-${number}`;
}

function address(random: Random): Item {
  return { city: text(random, CITIES), zip: { S: String(1000 + random.int(9000)) } };
}

function line(random: Random): Item {
  return {
    product: text(random, PRODUCTS),
    quantity: { N: String(1 + random.int(5)) },
    price: { N: price(random) },
  };
}

function text(random: Random, choices: readonly string[]): AttributeValue {
  return { S: random.pick(choices) };
}

function price(random: Random): string {
  return `${1 + random.int(500)}.${1 + random.int(9)}`;
}
