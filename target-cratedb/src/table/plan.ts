import { isJsonObject, type JsonObject, type SchemaMessage } from '@cdc-relay/singer';
import { type ColumnType, FREE } from '../column/column-type.ts';
import { typeFromSchema } from '../column/from-schema.ts';
import { keySpelling, keyType } from '../column/key-type.ts';
import { columnName } from '../column/names.ts';
import { OVERFLOW_COLUMN, ROW_ID_COLUMN } from '../column/table-columns.ts';
import { type KeyPart, withSpelledKeys } from '../row/key.ts';
import type { Overflow } from '../row/row.ts';
import type { DeleteMode } from './delete-mode.ts';
import { planDocument } from './document.ts';
import { requiredOf, withOwnTypes } from './row-columns.ts';

/** How records are laid out in columns: a column per attribute, or CrateDB Toolkit's `pk`, `data` and `aux`. */
type RecordLayout = 'columns' | 'document';

/** What the settings say about every table. */
export interface PlanOptions {
  readonly layout: RecordLayout;
  readonly overflowColumn: string;
  /** Every record is a row of its own, whatever its key. */
  readonly appendOnly: boolean;
  /** Where deletions stay in the table, it needs columns for them. */
  readonly deleteMode: DeleteMode;
}

/** What a stream's SCHEMA requires of its table. */
export interface TablePlan {
  /** Columns with their types, the key's first. */
  readonly columns: ReadonlyMap<string, ColumnType>;
  /** The key in the order of key_properties. */
  readonly keys: readonly KeyPart[];
  /** True when rows are only added, each under an id that the target makes. */
  readonly appends: boolean;
  /** False when the versions of rows are not the source's own: then they order nothing. */
  readonly guarded: boolean;
  /** True when the key's columns are not among those that `arrange` returns. */
  readonly keyIsSeparate: boolean;
  readonly overflow: Overflow;
  /** The column whose members are the attributes, where they are not columns themselves. */
  readonly attributesIn?: string;
  /** Columns that the target fills itself, so that attributes of these names overflow. */
  readonly reserved: readonly string[];
  /** Columns without which nothing can be written safely. */
  readonly required: readonly string[];
  /** The record by columns, without the key where it is separate. */
  readonly arrange: (record: JsonObject) => JsonObject;
}

/** The id that each row of an append-only table gets. */
const ROW_ID: KeyPart = { source: [ROW_ID_COLUMN], path: [ROW_ID_COLUMN] };

const DEFAULTS: PlanOptions = {
  layout: 'columns',
  overflowColumn: OVERFLOW_COLUMN,
  appendOnly: false,
  deleteMode: 'remove',
};

/**
 * Plans the table of a stream. Properties whose type is not in the schema get their column from the values. `guarded`:
 * the source itself gives rows their versions.
 */
export function planTable(
  message: SchemaMessage,
  options: PlanOptions = DEFAULTS,
  guarded = true,
): TablePlan {
  const appends = options.appendOnly || message.key_properties.length === 0;
  if (options.layout === 'document' && !appends) return planDocument(message, options.deleteMode, guarded);
  const keys = appends
    ? [ROW_ID]
    : message.key_properties.map((property) => keyPart(property, propertiesOf(message)));
  const { overflowColumn } = options;
  const deleteMode = appends ? 'remove' : options.deleteMode;
  const columns = planColumns(message, keys, overflowColumn, deleteMode);
  return {
    columns,
    keys,
    appends,
    guarded,
    keyIsSeparate: appends,
    overflow: { column: overflowColumn, fold: (_, overflow) => overflow },
    reserved: [overflowColumn, ...(appends ? [ROW_ID_COLUMN] : [])],
    required: [
      overflowColumn,
      ...keys.map(({ path: [column] }) => column),
      // Rows that are only added are never older than another one.
      ...(appends ? [] : requiredOf(columns, deleteMode)),
    ],
    arrange: appends ? (record) => record : spelling(keys),
  };
}

function keyPart(property: string, properties: JsonObject): KeyPart {
  const spelling = keySpelling(properties[property]);
  return { source: [property], path: [columnName(property) ?? property], spelling };
}

/** Most keys have one spelling anyway: then nothing is done per record. */
function spelling(keys: readonly KeyPart[]): TablePlan['arrange'] {
  const spelled = keys.filter((key) => key.spelling !== undefined);
  return spelled.length === 0 ? (record) => record : (record) => withSpelledKeys(record, spelled);
}

function propertiesOf({ schema }: SchemaMessage): JsonObject {
  return isJsonObject(schema.properties) ? schema.properties : {};
}

function planColumns(
  message: SchemaMessage,
  keys: readonly KeyPart[],
  overflowColumn: string,
  deleteMode: DeleteMode,
): Map<string, ColumnType> {
  const properties = propertiesOf(message);
  const columns = new Map<string, ColumnType>();
  for (const { source, path } of keys) columns.set(path[0], keyType(properties[source[0]]));
  for (const [property, propertySchema] of Object.entries(properties)) {
    const name = property === overflowColumn ? undefined : columnName(property);
    const type = typeFromSchema(propertySchema);
    if (name !== undefined && type !== undefined && !columns.has(name)) columns.set(name, type);
  }
  withOwnTypes(columns, deleteMode);
  columns.set(overflowColumn, FREE);
  return columns;
}
