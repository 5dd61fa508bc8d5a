import { codeOf, messageOf, ProgramError } from '@cdc-relay/singer';
import type { DatabaseError } from 'pg';
import { errorKind } from './error-kind.ts';
import { withoutValues } from './without-values.ts';

/** Node's codes for a certificate that it does not trust, and what `pg` says when the server has no TLS. */
const TLS_CODES =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_OSSL_|HOSTNAME_MISMATCH)/;
const NO_TLS = /does not support SSL|wrong version number/i;

/** What CrateDB says when the user may not do something. */
const DENIED = /^Missing '\w+' privilege|is not authorized/i;

/** CrateDB hides a schema from those who have no rights on it. */
const HIDDEN = /^Schema '.*' unknown/;

const GRANT = 'Grant the user DQL, DML and DDL on the schema: GRANT DQL, DML, DDL ON SCHEMA "…" TO "…".';

/** As much of a statement is shown. */
const MAX_LENGTH = 200;

/** True for an error that says that CrateDB does not let this user in. */
export function isLoginRefusal(error: unknown): boolean {
  return errorKind(error) === 'login';
}

/** True for an error that says that the network knows no host of that name. */
export function isNameUnknown(error: unknown): boolean {
  return codeOf(error) === 'ENOTFOUND';
}

/** The fault behind an error that no retry helps against and that says nothing about the rows; else undefined. */
export function connectionFault(where: string, error: unknown): ProgramError | undefined {
  const message = messageOf(error);
  if (isLoginRefusal(error)) return loginRefused(where, error);
  if (isNameUnknown(error)) return unreachable(where, error);
  if (TLS_CODES.test(codeOf(error) ?? '') || NO_TLS.test(message)) return tlsFailed(where, error);
  return DENIED.test(message) ? denied(where, error) : undefined;
}

/** The error of a server that answers more than there is room for. */
export function answerTooLarge(problem: string): ProgramError {
  return new ProgramError('CRATEDB_ANSWER_TOO_LARGE', `The server sends ${problem}.`, {
    remedy:
      'Check that host and port are those of CrateDB’s PostgreSQL protocol; ask for fewer rows in `target-cratedb shell`.',
  });
}

/** CrateDB's usual port for HTTP. */
const HTTP_PORT = /:4200\b/;
const HINT_OF_HTTP =
  '4200 is mostly the port of HTTP: a postgresql:// URL names that of the PostgreSQL protocol, 5432. ';

/** The error for a cluster that did not come back in time. */
export function unreachable(where: string, cause: unknown): ProgramError {
  return new ProgramError('CRATEDB_UNREACHABLE', `CrateDB at ${where} is unavailable: ${messageOf(cause)}.`, {
    remedy: `${HTTP_PORT.test(where) ? HINT_OF_HTTP : ''}Check host, PostgreSQL port (\`pg_port\`), network and the state of the cluster, then start again.`,
    cause,
  });
}

/** The error for a statement that CrateDB does not accept, where nothing else is known to do about it. */
export function statementRefused(cause: DatabaseError): ProgramError {
  const { internalQuery } = cause;
  // Of a statement of the user's own everything may be shown.
  const message = internalQuery === undefined ? cause.message : withoutValues(cause.message);
  const hint = HIDDEN.test(message) ? ` ${GRANT}` : '';
  return new ProgramError(
    'CRATEDB_REFUSED',
    `CrateDB refuses ${shortened(internalQuery ?? 'a statement')}: ${message}`,
    {
      remedy: `Change what CrateDB names in the table or in the settings, then start again from the last STATE.${hint}`,
      cause,
    },
  );
}

function shortened(statement: string): string {
  return statement.length > MAX_LENGTH ? `${statement.slice(0, MAX_LENGTH)}…` : statement;
}

function loginRefused(where: string, cause: unknown): ProgramError {
  return new ProgramError(
    'CRATEDB_LOGIN_REFUSED',
    `CrateDB at ${where} refuses the login: ${messageOf(cause)}.`,
    { cause },
  );
}

function tlsFailed(where: string, cause: unknown): ProgramError {
  return new ProgramError(
    'CRATEDB_TLS_FAILED',
    `The connection to CrateDB at ${where} cannot be encrypted as required: ${messageOf(cause)}.`,
    {
      remedy:
        'Name the authority of its certificate in `ssl_ca`; `sslmode: no-verify` encrypts without knowing who the server is.',
      cause,
    },
  );
}

function denied(where: string, cause: unknown): ProgramError {
  return new ProgramError('CRATEDB_DENIED', `CrateDB at ${where}: ${messageOf(cause)}.`, {
    remedy: GRANT,
    cause,
  });
}
