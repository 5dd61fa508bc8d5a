import type { COMMON_ERRORS, ErrorEntry } from './error-catalogue.ts';

/**
 * The codes of all errors. Each package adds those of its own catalogue by declaration merging, so that the compiler
 * refuses a ProgramError whose code no catalogue explains.
 */
export interface ErrorCodes extends Record<keyof typeof COMMON_ERRORS, ErrorEntry> {}

/** The code of an error that a catalogue explains. */
export type ErrorCode = keyof ErrorCodes;
