import type { Catalogue } from '../catalogue/catalogue.ts';
import { isKeyColumn } from '../catalogue/key.ts';
import { CrateError, INTERNAL, unknownColumn } from '../errors/crate-error.ts';
import { originalName } from '../rewrite/identifiers.ts';
import { KEY_CHECK } from '../rewrite/key-sql.ts';
import type { PostgresError } from './postgres-error.ts';

/** What PostgreSQL refuses, as CrateDB would refuse it: its codes, and its words where the stand-in knows them. */
export function translate(error: PostgresError, catalogue: Catalogue): CrateError {
  const { code, message } = error;
  if (code === '23505') return new CrateError(code, 'A document with the same primary key exists already');
  if (code === '23502') return new CrateError(INTERNAL, nullText(error, catalogue));
  if (code === '23514' && message.includes(KEY_CHECK)) return new CrateError(INTERNAL, NULL_KEY);
  if (code === '42703') return unknownColumn(missingColumn(message));
  if (code === '22012') return new CrateError(INTERNAL, '/ by zero');
  if (code === '42883' && !message.includes('stand_in.')) return new CrateError('0A000', message);
  return new CrateError(KEPT.includes(code) ? code : INTERNAL, message, { cause: error });
}

const NULL_KEY = 'A primary key value must not be NULL';
const KEPT: readonly string[] = ['0A000', '42P01', '42P07'];

function nullText({ schema, table, column }: PostgresError, catalogue: Catalogue): string {
  const [inSchema, name, nulled] = [schema, table, column].map(originalName);
  const known = catalogue.find({ schema: inSchema, name: name ?? '' });
  return known && isKeyColumn(known, nulled ?? '') ? NULL_KEY : `"${nulled}" must not be null`;
}

function missingColumn(message: string): string {
  const name = /^column "?(.+?)"? (?:of relation .+ )?does not exist$/.exec(message)?.[1] ?? message;
  return originalName(name.replace(/^.*\./, ''));
}
