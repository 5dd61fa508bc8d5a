/** Log levels, least severe first, as Python's logging (and so Meltano) names them. */
const LEVELS = ['debug', 'info', 'warning', 'error'] as const;

export type Level = (typeof LEVELS)[number];

/** True when `level` is at least as severe as `threshold`. */
export function reaches(level: Level, threshold: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(threshold);
}

/** Reads a level's name in any case (`WARN` and `CRITICAL` included); undefined for anything else. */
export function levelOf(name: string | undefined): Level | undefined {
  const lower = name?.toLowerCase();
  if (lower === 'warn') return 'warning';
  if (lower === 'critical' || lower === 'fatal') return 'error';
  return LEVELS.find((level) => level === lower);
}
