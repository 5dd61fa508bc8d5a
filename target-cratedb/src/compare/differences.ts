import { isJsonObject, type JsonObject, type JsonValue } from '@cdc-relay/singer';
import { type ColumnType, membersOf } from '../column/column-type.ts';
import type { TableColumns } from '../column/table-columns.ts';
import type { TablePlan } from '../table/plan.ts';
import type { Difference } from './difference.ts';
import { sameAnywhere, sameValue } from './same-value.ts';

/** What says where a table has the values of attributes. */
export interface ComparedLayout {
  readonly columns: TableColumns;
  readonly plan: Pick<TablePlan, 'keys' | 'overflow' | 'attributesIn'>;
}

/** A value divided between its column and the overflow column. */
interface Parts {
  readonly stored: JsonValue | undefined;
  readonly overflow: JsonValue | undefined;
}

/** The attributes in which two rows of the same key differ; columns about the row are left out, and the key's. */
export function differences(wanted: JsonObject, found: JsonObject, layout: ComparedLayout): Difference[] {
  const names = new Set([...attributesIn(wanted, layout), ...attributesIn(found, layout)]);
  return [...names].sort().flatMap((attribute): Difference[] => {
    const [a, b] = [partsOf(wanted, attribute, layout), partsOf(found, attribute, layout)];
    if (isSame(a, b, typeOf(attribute, layout)) || isDefault(attribute, a, layout)) return [];
    return [{ attribute, wanted: whole(a), found: whole(b) }];
  });
}

function isSame(wanted: Parts, found: Parts, type: ColumnType | undefined): boolean {
  if (sameValue(wanted.stored, found.stored, type) && sameValue(wanted.overflow, found.overflow, undefined))
    return true;
  // The table had another column for it when the row was written.
  if ((wanted.overflow === undefined) === (found.overflow === undefined)) return false;
  return sameAnywhere(whole(wanted), whole(found));
}

/** A column that fills itself. */
function isDefault(attribute: string, { stored }: Parts, { columns }: ComparedLayout): boolean {
  return stored === undefined && columns.optional.has(attribute);
}

function attributesIn(row: JsonObject, { plan, columns }: ComparedLayout): string[] {
  const { attributesIn: map, overflow } = plan;
  const inKey = new Set(plan.keys.map(({ path: [column] }) => column));
  const own = (name: string): boolean =>
    name.startsWith('_sdc_') || name === overflow.column || name === map || inKey.has(name);
  const overflowed = Object.keys(objectIn(row, overflow.column));
  const stored =
    map === undefined ? Object.keys(row) : [...Object.keys(objectIn(row, map)), ...Object.keys(row)];
  const named = overflowed.map((name) => (map === undefined ? nameOf(name, columns) : name));
  return [...stored.filter((name) => map !== undefined || !own(name)).filter((name) => !own(name)), ...named];
}

/** What overflows is under its attribute's name, which its column need not have. */
function nameOf(attribute: string, columns: TableColumns): string {
  return columns.of(attribute)?.name ?? attribute;
}

function partsOf(row: JsonObject, attribute: string, { plan, columns }: ComparedLayout): Parts {
  const { attributesIn: map, overflow } = plan;
  const stored = map === undefined ? row : objectIn(row, map);
  const rest = objectIn(row, overflow.column);
  const key = Object.keys(rest).find(
    (name) => name === attribute || (map === undefined && nameOf(name, columns) === attribute),
  );
  return {
    stored: Object.hasOwn(stored, attribute) ? (stored[attribute] ?? undefined) : undefined,
    overflow: key === undefined ? undefined : (rest[key] ?? undefined),
  };
}

function typeOf(
  attribute: string,
  { plan: { attributesIn: map }, columns }: ComparedLayout,
): ColumnType | undefined {
  return map === undefined ? columns.types.get(attribute) : membersOf(columns.types.get(map))?.get(attribute);
}

/** The exact value: what overflowed wins over what its column shows; of objects each member. */
function whole({ stored, overflow }: Parts): JsonValue | undefined {
  if (!isJsonObject(stored) || !isJsonObject(overflow)) return overflow ?? stored;
  const names = new Set([...Object.keys(stored), ...Object.keys(overflow)]);
  return Object.fromEntries(
    [...names].map((name) => [name, whole({ stored: stored[name], overflow: overflow[name] }) ?? null]),
  );
}

function objectIn(row: JsonObject, column: string): JsonObject {
  const value = row[column];
  return isJsonObject(value) ? value : {};
}
