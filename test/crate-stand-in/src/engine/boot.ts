import { CONVERSIONS } from './conversions.ts';

/**
 * What PostgreSQL gets before the first client: no information_schema of its own, conversions that follow
 * CrateDB, a `version()` that says what answers here, and the privileges of its one user, who may do everything.
 */
export const BOOT = `
  DROP SCHEMA information_schema CASCADE;
  CREATE SCHEMA information_schema;
  CREATE SCHEMA doc;
  CREATE SCHEMA stand_in;
  CREATE SCHEMA stand_in_swap;
  SET search_path = doc, stand_in, pg_catalog;
  CREATE FUNCTION stand_in.version() RETURNS text LANGUAGE sql IMMUTABLE
    RETURN 'CrateDB stand-in (PGlite; ' || pg_catalog.version() || ')';
  CREATE FUNCTION stand_in.has_table_privilege(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true;
  CREATE FUNCTION stand_in.has_schema_privilege(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true;
  ${CONVERSIONS}
`;
