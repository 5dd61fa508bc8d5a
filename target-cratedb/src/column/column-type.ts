/** A type of CrateDB, as far as it decides which values a column can hold. */
export type ColumnType =
  | { readonly kind: 'text' }
  | { readonly kind: 'bigint' }
  | { readonly kind: 'double' }
  | { readonly kind: 'boolean' }
  /** TIMESTAMP WITH TIME ZONE: milliseconds. */
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'numeric'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly of: ColumnType }
  /** OBJECT(DYNAMIC) with its declared members. */
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, ColumnType> }
  /** OBJECT(IGNORED): keeps any JSON object. */
  | { readonly kind: 'free' }
  /** A type that only an existing table can have (ip, geo_point, …): CrateDB itself decides what it holds. */
  | { readonly kind: 'other'; readonly name: string };

export const TEXT: ColumnType = { kind: 'text' };
export const BIGINT: ColumnType = { kind: 'bigint' };
export const DOUBLE: ColumnType = { kind: 'double' };
export const BOOLEAN: ColumnType = { kind: 'boolean' };
export const TIMESTAMP: ColumnType = { kind: 'timestamp' };
export const FREE: ColumnType = { kind: 'free' };

/** An object column with declared members, in their order. */
export function objectType(members: Iterable<readonly [string, ColumnType]>): ColumnType {
  return { kind: 'object', members: new Map(members) };
}

/** An array column. */
export function arrayType(of: ColumnType): ColumnType {
  return { kind: 'array', of };
}
