import { parse } from '../grammar/parse.ts';
import { createSql } from './create-table.ts';
import { readTable } from './read-table.ts';
import type { World } from './world.ts';

const OF_TABLE = 'table_catalog TEXT, table_name TEXT, table_schema TEXT';
const OF_CONSTRAINT = 'constraint_catalog TEXT, constraint_name TEXT, constraint_schema TEXT';
const NULL_TEXTS = [
  'character_set_catalog',
  'character_set_name',
  'character_set_schema',
  'check_references',
  'collation_catalog',
  'collation_name',
  'collation_schema',
  'column_default',
  'domain_catalog',
  'domain_name',
  'domain_schema',
  'generation_expression',
  'udt_schema',
];

/** CrateDB's information_schema as far as the stand-in has it, in CrateDB's own SQL. */
const DEFINITIONS = [
  `CREATE TABLE information_schema.columns (
    ${NULL_TEXTS.map((name) => `${name} TEXT`).join(', ')}, character_maximum_length INTEGER,
    column_details OBJECT(STRICT) AS (name TEXT, oid BIGINT, path ARRAY(TEXT), policy TEXT),
    column_name TEXT, data_type TEXT, datetime_precision INTEGER, is_generated TEXT, is_identity BOOLEAN,
    is_nullable TEXT, numeric_precision INTEGER, numeric_precision_radix INTEGER, numeric_scale INTEGER,
    ordinal_position INTEGER, ${OF_TABLE}, udt_catalog TEXT, udt_name TEXT)`,
  `CREATE TABLE information_schema.tables (
    clustered_by TEXT, closed BOOLEAN, column_policy TEXT, number_of_replicas TEXT, number_of_shards INTEGER,
    partitioned_by ARRAY(TEXT), ${OF_TABLE}, table_type TEXT,
    settings OBJECT(STRICT) AS (mapping OBJECT(STRICT) AS (total_fields OBJECT(STRICT) AS ("limit" INTEGER))))`,
  `CREATE TABLE information_schema.key_column_usage (
    column_name TEXT, ${OF_CONSTRAINT}, ordinal_position INTEGER, ${OF_TABLE})`,
  `CREATE TABLE information_schema.table_constraints (
    ${OF_CONSTRAINT}, constraint_type TEXT, initially_deferred TEXT, is_deferrable TEXT, ${OF_TABLE})`,
  `CREATE TABLE information_schema.views (${OF_TABLE}, view_definition TEXT)`,
];

/** Makes the tables of information_schema; they describe the clients' tables, not themselves. */
export async function createSystemTables({ engine, catalogue }: World): Promise<void> {
  for (const table of DEFINITIONS.flatMap((sql) => parse(sql)).map(readTable)) {
    await engine.query(createSql(table));
    catalogue.put(table);
  }
}
