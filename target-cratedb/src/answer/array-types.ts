/** What the elements of an array are. */
export type ElementKind = 'text' | 'number' | 'boolean' | 'json' | 'point' | 'other';

/** PostgreSQL's numbers for the types of arrays that CrateDB answers. */
const ARRAYS: Readonly<Record<number, ElementKind>> = {
  1000: 'boolean',
  1002: 'number', // "char": BYTE
  1005: 'number',
  1007: 'number',
  1016: 'number',
  1021: 'number',
  1022: 'number',
  1231: 'number',
  199: 'json',
  1009: 'text',
  1014: 'text',
  1015: 'text',
  1003: 'text', // name
  1028: 'number', // oid
  1561: 'other', // bit
  1017: 'point',
  1115: 'other',
  1182: 'other',
  1183: 'other',
  1185: 'other',
  1187: 'other',
  1270: 'other',
  2951: 'other', // uuid
};

/** The kind of the elements, when the type is an array. */
export function elementKind(oid: number): ElementKind | undefined {
  return ARRAYS[oid];
}
