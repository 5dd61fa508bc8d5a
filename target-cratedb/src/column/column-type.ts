/** A type of CrateDB, as far as it decides which values a column can hold. */
export type ColumnType =
  | {
      readonly kind: 'text';
      /** Most characters: VARCHAR(n). */
      readonly length?: number;
      /** Neither indexed nor stored by column, so that texts of any length fit. */
      readonly unlimited?: true;
    }
  | { readonly kind: 'bigint' }
  | { readonly kind: 'double' }
  /** INTEGER, SMALLINT, BYTE: only existing tables have them. */
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32 }
  /** A 32-bit float; only existing tables have it. */
  | { readonly kind: 'real' }
  | { readonly kind: 'boolean' }
  /** TIMESTAMP WITH TIME ZONE: milliseconds. */
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'numeric'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly of: ColumnType }
  /** OBJECT(DYNAMIC), or OBJECT(STRICT), with its declared members. */
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, ColumnType>; readonly strict?: true }
  /** OBJECT(IGNORED): keeps any JSON object, except that members which someone has declared have their types. */
  | {
      readonly kind: 'free';
      readonly members: ReadonlyMap<string, ColumnType>;
      /** An element of an array: CrateDB 6.4 drops its undeclared members once one is declared. */
      readonly inArray?: true;
    }
  /** A type that only an existing table can have (ip, uuid, geo_point, …). */
  | { readonly kind: 'other'; readonly name: string; readonly length?: number };

/** The path of a column, or of a member of an object column, from the top-level column down. */
export type ColumnPath = readonly [string, ...string[]];

export const TEXT: ColumnType = { kind: 'text' };
/** Text of any length: not indexed, so no key. */
export const UNLIMITED_TEXT: ColumnType = { kind: 'text', unlimited: true };
export const BIGINT: ColumnType = { kind: 'bigint' };
export const DOUBLE: ColumnType = { kind: 'double' };
export const BOOLEAN: ColumnType = { kind: 'boolean' };
export const TIMESTAMP: ColumnType = { kind: 'timestamp' };
export const FREE: ColumnType = { kind: 'free', members: new Map() };

/** An object column with declared members, in their order. */
export function objectType(members: Iterable<readonly [string, ColumnType]>): ColumnType {
  return { kind: 'object', members: new Map(members) };
}

/** The declared members of an object column; undefined for any other type. */
export function membersOf(type: ColumnType | undefined): ReadonlyMap<string, ColumnType> | undefined {
  return type?.kind === 'object' || type?.kind === 'free' ? type.members : undefined;
}

/** An array column. */
export function arrayType(of: ColumnType): ColumnType {
  return { kind: 'array', of };
}
