/** A row of about ten attributes, with a nested object and a text array. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** The versions of rows that a table holds beforehand are below it, those of a workload's operations are not. */
export const FIRST_SEQUENCE = 1_750_000_000_000_000; // µs since the epoch

/** The key of a row. */
export function keyOf(number: number): string {
  return `order-${1_000_000 + number}`;
}

/** The row of a number at a version. */
export function rowOf(number: number, sequence: number): Row {
  return {
    id: keyOf(number),
    customer: `customer ${number % 1000}`,
    status: ['new', 'paid', 'shipped'][sequence % 3],
    amount: (sequence % 100_000) / 100,
    quantity: number % 7,
    active: sequence % 2 === 0,
    created: '2025-05-06T07:08:09Z',
    note: `a note of some length for the row ${number} at ${sequence}`,
    tags: [`a${number % 5}`, `b${sequence % 3}`],
    address: {
      city: 'Dornbirn',
      zip: String(6800 + (number % 100)),
      position: { lat: (47_400_000 + number) / 1e6, lon: 9.7 },
    },
    _sdc_sequence: sequence,
  };
}

const text = { type: ['string', 'null'] };
const number = { type: ['number', 'null'] };

/** The JSON Schema of the rows, as a tap announces it. */
export const ROW_SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    customer: text,
    status: text,
    amount: number,
    quantity: { type: ['integer', 'null'] },
    active: { type: ['boolean', 'null'] },
    created: text,
    note: text,
    tags: { type: ['array', 'null'], items: { type: 'string' } },
    address: {
      type: ['object', 'null'],
      properties: {
        city: text,
        zip: text,
        position: { type: ['object', 'null'], properties: { lat: number, lon: number } },
      },
    },
    _sdc_sequence: { type: 'integer' },
    _sdc_deleted_at: { type: ['string', 'null'], format: 'date-time' },
  },
};
