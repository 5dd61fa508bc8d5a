import type { ErrorCode } from './error-codes.ts';

/** The exit code of a program whose reader has closed the pipe: 128 + SIGPIPE, as shells have it. */
export const PIPE_CLOSED = 141;

/** How a program ends: 0 all is done, 1 a fault, 2 wrong usage of the command line or a wrong setting, or PIPE_CLOSED. */
export type ExitCode = 0 | 1 | 2 | typeof PIPE_CLOSED;

/** What a `ProgramError` has in addition to its message. */
export interface FaultDetails {
  /** What the operator can do about it, a full sentence or command; where nothing is said, as the catalogue has it. */
  readonly remedy?: string;
  /** What the message lists, an entry a line. */
  readonly items?: readonly string[];
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * A fault that an operator can see: a stable code, what happened (the message) and what to do (the remedy). It is
 * shown without a stack trace. Every other error that reaches the top of a program is a defect of the program.
 */
export class ProgramError extends Error {
  readonly code: ErrorCode;
  /** Undefined where the catalogue says what to do. */
  readonly remedy: string | undefined;
  /** The message without what it lists. */
  readonly headline: string;
  readonly items: readonly string[];
  readonly exitCode: ExitCode;

  constructor(code: ErrorCode, message: string, details: FaultDetails = {}) {
    const { items = [] } = details;
    super(
      [message, ...items].join('\n  - '),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = 'ProgramError';
    this.code = code;
    this.remedy = details.remedy;
    this.headline = message;
    this.items = items;
    this.exitCode = details.exitCode ?? 1;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The code of a system or library error (`ECONNREFUSED`, `EPIPE`, …), when it has one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
