import { CrateError, INTERNAL, unsupported } from '../errors/crate-error.ts';
import type { ScalarName } from './column-type.ts';

const SCALARS: Readonly<Record<string, ScalarName>> = {
  text: 'text',
  string: 'text',
  varchar: 'text',
  bigint: 'bigint',
  long: 'bigint',
  int8: 'bigint',
  integer: 'integer',
  int: 'integer',
  int4: 'integer',
  smallint: 'smallint',
  short: 'smallint',
  int2: 'smallint',
  byte: 'byte',
  'double precision': 'double precision',
  double: 'double precision',
  float8: 'double precision',
  real: 'real',
  float: 'real',
  float4: 'real',
  numeric: 'numeric',
  decimal: 'numeric',
  boolean: 'boolean',
  bool: 'boolean',
  'timestamp with time zone': 'timestamp with time zone',
  timestamptz: 'timestamp with time zone',
};
const KNOWN_TO_CRATEDB_ONLY =
  /^(?:char|character|ip|geo_\w+|timestamp|date|time|interval|bit|float_vector|json|uuid)\b/;

/** The scalar type of this name, in whatever spelling CrateDB takes; throws CrateDB's refusal of any other. */
export function scalarNamed(written: string): ScalarName {
  const name = SCALARS[written];
  if (name !== undefined) return name;
  if (KNOWN_TO_CRATEDB_ONLY.test(written)) throw unsupported(`the type ${written}`);
  throw new CrateError(INTERNAL, `Cannot find data type: ${written}`);
}
