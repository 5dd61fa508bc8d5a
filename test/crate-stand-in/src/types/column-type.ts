/** The scalar types that the stand-in knows, by CrateDB's own names in information_schema. */
export type ScalarName =
  | 'text'
  | 'bigint'
  | 'integer'
  | 'smallint'
  | 'byte'
  | 'double precision'
  | 'real'
  | 'numeric'
  | 'boolean'
  | 'timestamp with time zone';

/** What an object column does with members that it does not know. */
export type Policy = 'dynamic' | 'strict' | 'ignored';

/** A scalar; only `numeric` has a precision and a scale, only `text` a length (the most characters). */
export interface ScalarType {
  readonly kind: 'scalar';
  readonly name: ScalarName;
  readonly precision?: number;
  readonly scale?: number;
  readonly length?: number;
}

/** An array of one type of elements. */
export interface ArrayType {
  readonly kind: 'array';
  readonly of: ColumnType;
}

/** An object; its members grow as ALTER TABLE or (when dynamic) values bring new ones. */
export interface ObjectType {
  readonly kind: 'object';
  readonly policy: Policy;
  readonly members: Map<string, Column>;
}

export type ColumnType = ScalarType | ArrayType | ObjectType;

/** A column, or a member of an object column. `ordinal` counts both within the table, from 1. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly ordinal: number;
  readonly nullable: boolean;
  /** Indexed text holds at most 32,766 bytes. */
  readonly indexed: boolean;
  /** STORAGE WITH (columnstore = …). */
  readonly columnstore: boolean;
}

/** Gives each new column its ordinal. */
export type NextOrdinal = () => number;

/** A column that is declared without constraints. */
export function plainColumn(name: string, type: ColumnType, ordinal: number): Column {
  return { name, type, ordinal, nullable: true, indexed: true, columnstore: true };
}

/** The object type within arrays of arrays of objects, or undefined when the elements are no objects. */
export function objectWithin(type: ColumnType): ObjectType | undefined {
  if (type.kind === 'array') return objectWithin(type.of);
  return type.kind === 'object' ? type : undefined;
}

/** A scalar type without parameters. */
export function scalar(name: ScalarName): ScalarType {
  return { kind: 'scalar', name };
}
