import { printable } from './printable.ts';

/** Shorter secrets would blot out innocent text; a password of three characters is public anyway. */
const SHORTEST = 4;

/** Replaces secrets, also in their percent-encoded spelling (URLs), JSON spelling and printable spelling, by `***`. */
export class Redactor {
  #secrets: string[] = [];

  /** Adds secrets to hide from now on. */
  add(secrets: readonly string[]): void {
    const spelled = secrets.flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      printable(secret),
    ]);
    const long = spelled.filter((secret) => secret.length >= SHORTEST);
    this.#secrets = [...new Set([...this.#secrets, ...long])].sort((a, b) => b.length - a.length);
  }

  redact(text: string): string {
    return this.#secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
  }
}
