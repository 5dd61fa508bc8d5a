/** Seeds that once found something, without and with crashes and outages. `make soak` plays each of them both ways. */
export const KNOWN_SEEDS = {
  calm: [434951454, 493471625, 607642664],
  faults: [820621731, 820622127, 820622171, 493471625],
} as const;
