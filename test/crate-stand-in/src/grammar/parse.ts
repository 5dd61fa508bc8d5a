import { sqlparse } from '@cratedb/cratedb-sqlparse';
import { CrateError } from '../errors/crate-error.ts';
import { convert } from './convert.ts';
import type { Node } from './tree.ts';

const NOTHING = /^(?:\s|;|--[^\n]*|\/\*[\s\S]*?\*\/)*$/;
const REMEMBERED = 500;
const remembered = new Map<string, readonly Node[]>();

/**
 * Parses SQL text with CrateDB's own grammar into its statements; none when the text holds only blanks.
 * Throws a CrateError 42601 worded as CrateDB does, for instance `line 1:10: extraneous input …`.
 */
export function parse(sql: string): readonly Node[] {
  const known = remembered.get(sql);
  if (known !== undefined) return known;
  const statements = NOTHING.test(sql) ? [] : parseFresh(sql);
  const oldest = remembered.size < REMEMBERED ? undefined : remembered.keys().next().value;
  if (oldest !== undefined) remembered.delete(oldest);
  remembered.set(sql, statements);
  return statements;
}

function parseFresh(sql: string): readonly Node[] {
  try {
    return sqlparse(sql, true).map((statement) => convert(statement.ctx, sql));
  } catch (error) {
    throw asSyntaxError(isParseError(error) ? error : collectedError(sql), error);
  }
}

interface ParseError {
  readonly msg: string;
  readonly line: number;
  readonly column: number;
}

function isParseError(error: unknown): error is ParseError {
  return error instanceof Error && error.name === 'ParseError';
}

/** In throwing mode the parser stumbles over errors that ANTLR repairs by itself; collecting mode keeps those. */
function collectedError(sql: string): ParseError | undefined {
  return sqlparse(sql, false).find((statement) => statement.exception !== null)?.exception;
}

function asSyntaxError(error: ParseError | undefined, cause: unknown): CrateError {
  const message = error ? `line ${error.line}:${error.column + 1}: ${error.msg}` : `syntax error: ${cause}`;
  return new CrateError('42601', message, { cause });
}
