import type { Random } from '../../support/dynamodb/random.ts';

/** A column of an existing table. */
export interface MatrixColumn {
  readonly name: string;
  /** As CREATE TABLE writes it. */
  readonly sql: string;
  readonly place: Place;
  /** The type of the innermost value. */
  readonly type: string;
}

/** Where a type is: the column itself, a member of an object, an element, or a member of objects in an array. */
type Place = 'column' | 'member' | 'element' | 'elements' | 'inside';

/** A table that somebody has made. */
export interface MatrixTable {
  readonly columns: readonly MatrixColumn[];
  readonly keys: readonly string[];
  readonly sql: (name: string) => string;
  /** True when the columns of `RULES` are part of it. */
  readonly hasRules: boolean;
}

/** Types that the stand-in knows too. */
const COMMON = [
  'BIGINT',
  'INTEGER',
  'SMALLINT',
  'DOUBLE PRECISION',
  'NUMERIC(10, 2)',
  'NUMERIC(38, 0)',
  'BOOLEAN',
  'TEXT',
  'VARCHAR(3)',
  'TIMESTAMP WITH TIME ZONE',
  'OBJECT(IGNORED)',
];

const OF_CRATEDB = [
  'BYTE',
  'REAL',
  'CHARACTER(3)',
  'TIMESTAMP WITHOUT TIME ZONE',
  'IP',
  'UUID',
  'BIT(4)',
  'GEO_POINT',
  'GEO_SHAPE',
];

/** What follows a type, which arrays cannot have. */
const WITH_OPTIONS = [
  'TEXT INDEX OFF',
  'TEXT INDEX OFF STORAGE WITH (columnstore = false)',
  'VARCHAR(3) INDEX OFF STORAGE WITH (columnstore = false)',
  'TEXT INDEX USING FULLTEXT',
  'FLOAT_VECTOR(2)',
];

/** Columns with rules of their own, which only CrateDB itself applies. */
const RULES = [
  '"must" BIGINT NOT NULL',
  '"given" TEXT DEFAULT \'d\' NOT NULL',
  '"def" TEXT DEFAULT \'d\'',
  '"chk" BIGINT CHECK ("chk" < 100)',
  '"gen" TEXT GENERATED ALWAYS AS "id" || \'x\'',
];

const POLICIES = ['STRICT', 'DYNAMIC', 'IGNORED'];

export function randomTable(random: Random, isReal: boolean): MatrixTable {
  const columns = Array.from({ length: 6 + random.int(8) }, (_, n) => randomColumn(random, `c${n}`, isReal));
  const hasRules = isReal && random.chance(0.5);
  const isPartitioned = random.chance(0.3);
  const keys = isPartitioned ? ['id', 'part'] : ['id'];
  const key = `${isReal && random.chance(0.5) ? 'CONSTRAINT matrix_pk ' : ''}PRIMARY KEY (${keys.join(', ')})`;
  const overflow = random.chance(0.3) ? ', "_sdc_overflow" OBJECT(IGNORED) AS ("c0" BIGINT, "c1" TEXT)' : '';
  const definitions = [
    '"id" BIGINT',
    ...(isPartitioned ? ['"part" TEXT'] : []),
    ...columns.map(({ name, sql }) => `"${name}" ${sql}`),
    ...(hasRules ? RULES : []),
  ];
  const placing = isPartitioned ? ' PARTITIONED BY ("part")' : '';
  const policy = random.pick(['strict', 'dynamic']);
  const sql = (name: string): string =>
    `CREATE TABLE ${name} (${definitions.join(', ')}${overflow}, ${key})${placing} WITH (column_policy = '${policy}')`;
  return { columns, keys, sql, hasRules };
}

function randomColumn(random: Random, name: string, isReal: boolean): MatrixColumn {
  const scalars = isReal ? [...COMMON, ...OF_CRATEDB] : COMMON;
  const place = random.pick<Place>(['column', 'member', 'element', 'elements', 'inside']);
  const hasOptions = isReal && place === 'column' && random.chance(0.3);
  const type = hasOptions ? random.pick(WITH_OPTIONS) : random.pick(scalars);
  const object = `OBJECT(${random.pick(POLICIES)}) AS ("m" ${type}, "n" ${random.pick(COMMON)})`;
  const sql = {
    column: type,
    member: object,
    element: `ARRAY(${type})`,
    elements: `ARRAY(ARRAY(${type}))`,
    inside: `ARRAY(${object})`,
  }[place];
  return { name, sql, place, type };
}
