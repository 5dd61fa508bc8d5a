import { type ColumnPath, type ColumnType, membersOf } from './column-type.ts';
import type { OptionalColumn } from './from-catalog.ts';
import { columnName } from './names.ts';

/** The column that holds what typed columns cannot, unless the setting names another. */
export const OVERFLOW_COLUMN = '_sdc_overflow';
/** The version of a row: microseconds since the epoch, set by the source. */
export const VERSION_COLUMN = '_sdc_sequence';
/** Orders rows of a key that have the same version, as text; NULL comes first. */
export const ORDER_COLUMN = '_sdc_sequence_order';
/** True in rows from the DynamoDB stream of a table: their versions compare with one another only. */
export const TABLE_STREAM_COLUMN = '_sdc_table_stream';
/** When the source deleted the item. */
export const DELETED_COLUMN = '_sdc_deleted_at';
/** When a tombstone was written, from which its retention counts; NULL in other rows. */
export const TOMBSTONE_COLUMN = '_sdc_tombstone_at';
/** Identifies a row that has no key of its own, so that writing it twice makes no second row. */
export const ROW_ID_COLUMN = '_sdc_row_id';

/** A column that an attribute is stored in. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** The columns of a table as CrateDB has them, looked up by the names of attributes. */
export class TableColumns {
  readonly #types: ReadonlyMap<string, ColumnType>;
  readonly #reserved: ReadonlySet<string>;
  readonly #byAttribute = new Map<string, Column | undefined>();
  /** Columns that are left out of rows without them, so that CrateDB's DEFAULT counts; none of the key. */
  readonly optional: ReadonlyMap<string, OptionalColumn>;

  /** `reserved` are columns that the target fills itself: attributes of the same name overflow. */
  constructor(
    types: ReadonlyMap<string, ColumnType>,
    reserved: readonly string[],
    optional: ReadonlyMap<string, OptionalColumn> = new Map(),
  ) {
    this.#types = types;
    this.#reserved = new Set(reserved);
    this.optional = optional;
  }

  /** Names and types, in the table's order. */
  get types(): ReadonlyMap<string, ColumnType> {
    return this.#types;
  }

  /** The column of a top-level attribute; undefined when it can only overflow. */
  of(attribute: string): Column | undefined {
    const known = this.#byAttribute.get(attribute);
    if (known !== undefined || this.#byAttribute.has(attribute)) return known;
    const column = this.#find(attribute);
    if (this.#types.has(attribute)) this.#byAttribute.set(attribute, column);
    return column;
  }

  /** The name that the column of an attribute has, or would have; undefined when it can only overflow. */
  nameOf(attribute: string): string | undefined {
    return this.#reserved.has(attribute) ? undefined : columnName(attribute);
  }

  /** The type of a column or member; of arrays of objects, that of their elements' members. */
  typeAt([column, ...members]: ColumnPath): ColumnType | undefined {
    let type = this.#types.get(column);
    for (const member of members) {
      while (type?.kind === 'array') type = type.of;
      type = membersOf(type)?.get(member);
    }
    return type;
  }

  #find(attribute: string): Column | undefined {
    const name = this.nameOf(attribute);
    const type = name === undefined ? undefined : this.#types.get(name);
    return name === undefined || type === undefined ? undefined : { name, type };
  }
}
