import { type Finding, fail, ok } from '@cdc-relay/singer';
import { quoteIdentifier, quoteTable, type TableName } from '../sql/quote.ts';

/** Which of CrateDB's privileges a user has on a table and its schema. */
export interface Rights {
  readonly dql: boolean;
  readonly dml: boolean;
  /** On the schema: CrateDB does not say it of a table. */
  readonly ddl: boolean;
}

/** Asks for the rights of the user on $1, a schema, and $2, `schema.table`, which need not exist. */
export const RIGHTS = `SELECT has_table_privilege($2, 'SELECT') AS dql, has_table_privilege($2, 'INSERT') AS dml,
  has_schema_privilege($1, 'CREATE') AS ddl`;

/** What the load of a table needs. */
export function judgeRights(name: TableName, user: string, rights: Rights): Finding {
  const missing = Object.entries(rights)
    .filter(([, has]) => !has)
    .map(([right]) => right.toUpperCase());
  const where = quoteTable(name);
  if (missing.length === 0) return ok(`${where}: DQL, DML and DDL`);
  const grant = `GRANT ${missing.join(', ')} ON SCHEMA ${quoteIdentifier(name.schema)} TO ${quoteIdentifier(user)}`;
  return fail(`${where}: the user lacks ${missing.join(' and ')}: ${grant}`);
}
