import type { Path } from '../catalogue/key.ts';
import { CrateError, INTERNAL } from '../errors/crate-error.ts';
import type { RowMember, RowsParameter } from '../rewrite/plan.ts';
import { coerce, type Learn } from './coerce.ts';
import { isObject, type Json, jsonText, parseJson } from './json.ts';
import { Misfit } from './misfit.ts';
import { postgresText } from './postgres-text.ts';

type JsonObject = { [key: string]: Json };

/**
 * Casts objects to the columns that their members go to; returns each row as the JSON array that PostgreSQL takes
 * it from. Rows with a value that does not fit, or without a key, are left out, as CrateDB leaves them out.
 * Throws CrateDB's refusal of the whole statement for broken JSON and, when `mustHaveKeys`, for a member that an
 * object lacks.
 */
export function coerceRows(
  texts: readonly string[],
  parameter: RowsParameter,
  learn: Learn,
  mustHaveKeys: boolean,
): readonly string[] {
  const rows = texts.map(parseJson).filter(isObject);
  if (mustHaveKeys) for (const row of rows) checkKeys(row, parameter.members);
  return rows.map((row) => fittingRow(row, parameter, learn)).filter((row) => row !== undefined);
}

/** The same for one row; what does not fit is refused with a reason. */
export function coerceRow(
  text: string,
  parameter: RowsParameter,
  learn: Learn,
  mustHaveKeys: boolean,
): string {
  const object = parseJson(text);
  const row = isObject(object) ? object : {};
  if (mustHaveKeys) checkKeys(row, parameter.members);
  try {
    return rowText(row, parameter, learn);
  } catch (error) {
    if (error instanceof Misfit) throw new CrateError(INTERNAL, error.message, { cause: error });
    throw error;
  }
}

function fittingRow(row: JsonObject, parameter: RowsParameter, learn: Learn): string | undefined {
  try {
    return rowText(row, parameter, learn);
  } catch (error) {
    if (error instanceof Misfit || error instanceof CrateError) return undefined;
    throw error;
  }
}

function rowText(row: JsonObject, { table, members }: RowsParameter, learn: Learn): string {
  const values = members.map(({ key, column }) => coerce(own(row, key), column, learn));
  members.forEach(({ column }, index) => {
    const within = table.primaryKey.filter(([name]) => name === column.name);
    for (const path of within) checkKeyValue(path, values[index] ?? null);
  });
  return jsonText(members.map(({ column }, index) => postgresText(values[index] ?? null, column.type)));
}

function checkKeyValue(path: Path, value: Json): void {
  const key = path.slice(1).reduce((object, name) => (isObject(object) ? own(object, name) : null), value);
  if (key === null) throw new Misfit('A primary key value must not be NULL');
}

function own(row: JsonObject, key: string): Json {
  return Object.hasOwn(row, key) ? (row[key] ?? null) : null;
}

function checkKeys(row: JsonObject, members: readonly RowMember[]): void {
  const missing = members.find(({ key }) => !Object.hasOwn(row, key));
  if (missing === undefined) return;
  const shown = jsonText(row).replaceAll('"', '').replaceAll(':', '=').replaceAll(',', ', ');
  throw new CrateError('42703', `The object \`${shown}\` does not contain the key \`${missing.key}\``);
}
