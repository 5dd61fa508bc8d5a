/** What orders the changes of a key: a version, and of equal ones a text; without one a change comes first. */
export interface Version {
  readonly version: number;
  readonly order?: string | undefined;
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: Version, b: Version): number {
  if (a.version !== b.version) return a.version - b.version;
  const [first, second] = [a.order ?? '', b.order ?? ''];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** The version of an answer of CrateDB; undefined where it has none. */
export function versionIn(row: {
  readonly version?: unknown;
  readonly version_order?: unknown;
}): Version | undefined {
  const { version, version_order: order } = row;
  if (version === null || version === undefined) return undefined;
  return typeof order === 'string' ? { version: Number(version), order } : { version: Number(version) };
}
