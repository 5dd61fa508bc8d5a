/** Credentials that only tests use. No program may show them, in whatever spelling. */
export const SECRETS = {
  secretAccessKey: 'test-secret-1234/+x',
  sessionToken: 'session-token-5678==',
  password: 'pass word-1234"%@',
} as const;

/** The secrets that a text shows: as they are, percent-encoded, or as JSON spells them. */
export function shownIn(text: string): string[] {
  return Object.values(SECRETS).filter((secret) =>
    [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((spelled) =>
      text.includes(spelled),
    ),
  );
}

/** Throws when an output of a program shows a secret: every test looks for them. */
export function refuseSecrets(program: string, ...texts: readonly string[]): void {
  const shown = texts.flatMap(shownIn);
  if (shown.length > 0) throw new Error(`${program} shows ${shown.join(', ')}`);
}

/** The credentials of a source URL. */
export const USER_INFO = `AKIDTEST:${encodeURIComponent(SECRETS.secretAccessKey)}`;
