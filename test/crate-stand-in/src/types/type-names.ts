import type { ColumnType, ScalarType } from './column-type.ts';

/** The `data_type` of information_schema.columns: `bigint`, `text_array`, `object_array`, … */
export function crateName(type: ColumnType): string {
  if (type.kind === 'array') return `${crateName(type.of)}_array`;
  return type.kind === 'object' ? 'object' : type.name;
}

/**
 * The PostgreSQL type with which a client gets the same values: objects are jsonb, arrays of scalars and of
 * objects are arrays, deeper arrays are jsonb (CrateDB sends them as JSON too; they need not be rectangular).
 */
export function postgresName(type: ColumnType): string {
  if (type.kind === 'object') return 'jsonb';
  if (type.kind === 'scalar') return postgresScalar(type);
  return type.of.kind === 'array' ? 'jsonb' : `${postgresName(type.of)}[]`;
}

function postgresScalar(type: ScalarType): string {
  if (type.precision !== undefined) return `${type.name}(${type.precision}, ${type.scale ?? 0})`;
  return type.name === 'byte' ? 'smallint' : type.name;
}
