import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type SchemaMessage,
  setMember,
} from '@cdc-relay/singer';
import { type ColumnPath, type ColumnType, FREE, objectType } from '../column/column-type.ts';
import { typeFromSchema } from '../column/from-schema.ts';
import { keySpelling, keyType } from '../column/key-type.ts';
import { columnName, isMemberName } from '../column/names.ts';
import type { KeyPart } from '../row/key.ts';
import type { DeleteMode } from './delete-mode.ts';
import type { TablePlan } from './plan.ts';
import { requiredOf, withOwnTypes } from './row-columns.ts';

/** The columns of CrateDB Toolkit's tables: the key, what has one type throughout, and everything else. */
const PK = 'pk';
const DATA = 'data';
const AUX = 'aux';

/** Columns about the row are next to the document. */
const ABOUT_ROW = /^_sdc_/;

/** Which properties of a stream's records go where in the document. */
interface DocumentShape {
  readonly keys: readonly KeyPart[];
  /** True when the records come as documents, with `pk`, `data` and `aux`; these three are attributes otherwise. */
  readonly isDocument: boolean;
  readonly properties: JsonObject;
}

/**
 * Plans a table in the layout that CrateDB Toolkit makes: `pk OBJECT(STRICT)` whose members are the primary key,
 * `data OBJECT(DYNAMIC)`, `aux OBJECT(IGNORED)`, which also takes what overflows from `data`. The records of a stream
 * that has these three objects are documents already; those of any other stream are laid out here.
 */
export function planDocument(message: SchemaMessage, deleteMode: DeleteMode, guarded: boolean): TablePlan {
  const properties = objectOf(message.schema.properties);
  const isDocument = [PK, DATA, AUX].every(
    (name) => Object.hasOwn(properties, name) && mayBeObject(properties[name]),
  );
  const members = isDocument ? pkMembers(properties, message.key_properties) : [];
  const sources = members.length > 0 ? members : message.key_properties.map((name): [string] => [name]);
  const inKey = new Set([...message.key_properties, ...sources.map(([name]) => name)]);
  const keys = sources.map((source) => keyPart(source, properties));
  const shape = { keys, isDocument, properties };
  const columns = planColumns(shape, deleteMode);
  return {
    columns,
    keys: shape.keys,
    appends: false,
    guarded,
    keyIsSeparate: true,
    attributesIn: DATA,
    overflow: { column: AUX, fold: foldIntoAux },
    reserved: [],
    required: [PK, DATA, AUX, ...requiredOf(columns, deleteMode)],
    arrange: (record) => arrange(record, shape, inKey),
  };
}

/** The members of `pk` in the order of key_properties, whose names may carry underscores to keep clear of others. */
function pkMembers(properties: JsonObject, keys: readonly string[]): [string, string][] {
  const names = Object.keys(objectOf(objectOf(properties[PK]).properties));
  const plain = keys.map((key) => key.replace(/^_+/, ''));
  const position = (name: string): number => plain.indexOf(name.replace(/^_+/, ''));
  return names.sort((a, b) => position(a) - position(b)).map((name) => [PK, name]);
}

function keyPart(source: [string] | [string, string], properties: JsonObject): KeyPart {
  const name = source.at(-1) ?? '';
  const spelling = keySpelling(schemaOf(source, properties));
  return { source, path: [PK, columnName(name) ?? name], spelling };
}

/** The schema of a key property: one of the record, or of its `pk`. */
function schemaOf([first, member]: ColumnPath, properties: JsonObject): JsonValue | undefined {
  return member === undefined ? properties[first] : objectOf(objectOf(properties[PK]).properties)[member];
}

function planColumns(
  { keys, isDocument, properties }: DocumentShape,
  deleteMode: DeleteMode,
): Map<string, ColumnType> {
  const pk = keys.map(({ source, path: [, name = source[0]] }): [string, ColumnType] => [
    name,
    keyType(schemaOf(source, properties)),
  ]);
  const columns = new Map<string, ColumnType>([
    [PK, { kind: 'object', members: new Map(pk), strict: true }],
    [DATA, isDocument ? declaredObject(properties[DATA]) : objectType(dataMembers(keys, properties))],
    [AUX, FREE],
  ]);
  for (const [name, schema] of Object.entries(properties)) {
    const type = ABOUT_ROW.test(name) ? typeFromSchema(schema) : undefined;
    if (type !== undefined) columns.set(name, type);
  }
  withOwnTypes(columns, deleteMode);
  return columns;
}

function dataMembers(keys: readonly KeyPart[], properties: JsonObject): [string, ColumnType][] {
  const inKey = new Set(keys.map(({ source: [name] }) => name));
  return Object.entries(properties).flatMap(([name, schema]): [string, ColumnType][] => {
    const type = inKey.has(name) || ABOUT_ROW.test(name) ? undefined : typeFromSchema(schema);
    return type !== undefined && isMemberName(name) ? [[name, type]] : [];
  });
}

function arrange(record: JsonObject, { isDocument }: DocumentShape, inKey: ReadonlySet<string>): JsonObject {
  const arranged: JsonObject = {};
  const data: JsonObject = {};
  for (const [name, value] of Object.entries(record)) {
    if (inKey.has(name)) continue;
    const isPart = isDocument && (name === DATA || name === AUX) && (isJsonObject(value) || value === null);
    const isBeside = ABOUT_ROW.test(name) || isPart;
    setMember(isBeside ? arranged : data, name, value);
  }
  if (!isDocument || Object.keys(data).length > 0) arranged[DATA] = { ...objectOf(arranged[DATA]), ...data };
  return arranged;
}

/** What overflows from `data` is in `aux` under its attribute's name, as CrateDB Toolkit has it. */
function foldIntoAux(row: JsonObject, { data, aux, ...others }: JsonObject): JsonObject {
  return { ...objectOf(row[AUX]), ...objectOf(aux), ...objectOf(data), ...others };
}

function mayBeObject(schema: JsonValue | undefined): boolean {
  return ['object', 'free', undefined].includes(typeFromSchema(schema)?.kind);
}

/** `data` is OBJECT(DYNAMIC) also where its schema calls it open. */
function declaredObject(schema: JsonValue | undefined): ColumnType {
  const type = typeFromSchema(schema);
  return type?.kind === 'object' ? type : objectType([]);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
