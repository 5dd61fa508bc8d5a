/**
 * A refusal as CrateDB words it. `code` is the SQLSTATE that CrateDB sends over the PostgreSQL wire:
 * mostly XX000, 42601 for syntax, 42703 and 42P01 for unknown columns and tables.
 */
export class CrateError extends Error {
  override readonly name = 'CrateError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What CrateDB may well do, but this stand-in does not: said plainly, so that nobody blames CrateDB. */
export function unsupported(what: string): CrateError {
  return new CrateError('0A000', `The CrateDB stand-in does not support ${what}`);
}

/** CrateDB's wording for a column that no relation of the statement has. */
export function unknownColumn(name: string): CrateError {
  return new CrateError('42703', `Column ${name} unknown`);
}

/** The code under which CrateDB reports most refusals. */
export const INTERNAL = 'XX000';
