/**
 * True for a URL with an `@` after its host: then a `/`, `?` or `#` in the credentials was not percent-encoded, and
 * a part of a password is where a name is read, from where it would come into logs and states.
 */
export function hasStrayCredentials(url: string): boolean {
  return /^[^/]*:\/\/[^/?#]*[/?#].*@/s.test(url);
}

/** What may be passwords in a URL that is not known to be well-formed. */
export function passwordsIn(url: string): string[] {
  const userInfos = [/^[^/]*:\/\/([^@/]*)@/, /^[^/]*:\/\/(.*)@/s].map((upTo) => upTo.exec(url)?.[1] ?? '');
  return userInfos.flatMap((userInfo) => userInfo.split(':').slice(1));
}
