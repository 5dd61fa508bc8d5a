import { type Environment, invalidSettings } from '@cdc-relay/singer';
import { readSecret } from './read-secret.ts';
import { parseSecretArn } from './secret-arn.ts';

/** `TARGET_CRATEDB_PASSWORD_ARN` has the value of `TARGET_CRATEDB_PASSWORD`. */
const VARIABLE = /^((?:TARGET_CRATEDB|CRATEDB)_\w+)_ARN$/;

/** Settings whose values are in Secrets Manager or SSM; they are read once, and again after `forget`. */
export class Secrets {
  readonly #onRead: (values: readonly string[]) => void;
  readonly #values = new Map<string, string>();

  /** `onRead` gets what must not be shown, before it is used. */
  constructor(onRead: (values: readonly string[]) => void) {
    this.#onRead = onRead;
  }

  /** The environment with the values instead of their ARNs. Throws CONFIG_INVALID, SECRET_UNREADABLE. */
  async resolve(environment: Environment): Promise<Environment> {
    const resolved: Record<string, string | undefined> = { ...environment };
    for (const [variable, arn = ''] of Object.entries(environment)) {
      const name = VARIABLE.exec(variable)?.[1];
      if (name === undefined || arn === '') continue;
      if (environment[name]) throw invalidSettings([`${name} and ${variable} are both set`]);
      delete resolved[variable];
      resolved[name] = await this.#valueOf(variable, arn);
    }
    return resolved;
  }

  /** Has all be read again when they are needed: they may have been rotated. */
  forget(): void {
    this.#values.clear();
  }

  /** Reads all again; true when one is not what it was. Where one cannot be read, `resolve` reads all again. */
  async renew(): Promise<boolean> {
    const before = [...this.#values];
    this.forget();
    try {
      for (const [arn] of before) await this.#valueOf('', arn);
    } catch {
      this.forget();
      return false;
    }
    return before.some(([arn, value]) => this.#values.get(arn) !== value);
  }

  async #valueOf(variable: string, arn: string): Promise<string> {
    const known = this.#values.get(arn);
    if (known !== undefined) return known;
    const place = parseSecretArn(arn);
    if (place === undefined)
      throw invalidSettings([
        `${variable} must be the ARN of a secret (with :KEY:: for a member of its JSON) or of an SSM parameter`,
      ]);
    const value = await readSecret(place);
    this.#onRead([value]);
    this.#values.set(arn, value);
    return value;
  }
}
