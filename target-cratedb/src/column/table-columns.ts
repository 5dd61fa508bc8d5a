import type { ColumnType } from './column-type.ts';
import { columnName } from './names.ts';

/** The column that holds what typed columns cannot. */
export const OVERFLOW_COLUMN = '_sdc_overflow';
/** The version of a row: microseconds since the epoch, set by the source. */
export const VERSION_COLUMN = '_sdc_sequence';
/** When the source deleted the item. */
export const DELETED_COLUMN = '_sdc_deleted_at';

/** A column that an attribute is stored in. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** The columns of a table as CrateDB has them, looked up by the names of attributes. */
export class TableColumns {
  readonly #types: ReadonlyMap<string, ColumnType>;
  readonly #byAttribute = new Map<string, Column | undefined>();

  constructor(types: ReadonlyMap<string, ColumnType>) {
    this.#types = types;
  }

  /** Names and types, in the table's order. */
  get types(): ReadonlyMap<string, ColumnType> {
    return this.#types;
  }

  /** The column of a top-level attribute; undefined when it can only overflow. */
  of(attribute: string): Column | undefined {
    if (this.#byAttribute.has(attribute)) return this.#byAttribute.get(attribute);
    const column = this.#find(attribute);
    if (this.#types.has(attribute)) this.#byAttribute.set(attribute, column);
    return column;
  }

  #find(attribute: string): Column | undefined {
    const name = attribute === OVERFLOW_COLUMN ? undefined : columnName(attribute);
    const type = name === undefined ? undefined : this.#types.get(name);
    return name === undefined || type === undefined ? undefined : { name, type };
  }
}
