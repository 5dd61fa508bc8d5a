/**
 * Bytes that are not a change record of DynamoDB. The message says what is wrong and where (attribute names), never
 * an attribute's value.
 */
export class InvalidChangeRecord extends Error {
  override readonly name = 'InvalidChangeRecord';
  /** What to do about it, where more is known than that it is no change record. */
  readonly remedy: string | undefined;

  constructor(message: string, details: { readonly cause?: unknown; readonly remedy?: string } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.remedy = details.remedy;
  }
}

/** An attribute value that cannot be read; the message says which one: `… (attribute "address", in it "street")`. */
export class InvalidAttribute extends InvalidChangeRecord {
  readonly #what: string;
  readonly #path: readonly (string | number)[];

  /** `path`: names of attribute and members, and places in lists from 0, the outermost first. */
  constructor(what: string, path: readonly (string | number)[] = []) {
    super(`${what}${path.length === 0 ? '' : ` (attribute ${pathText(path)})`}`);
    this.#what = what;
    this.#path = path;
  }

  /** The same, seen from the outside of a map or list. */
  in(place: string | number): InvalidAttribute {
    return new InvalidAttribute(this.#what, [place, ...this.#path]);
  }
}

/** Longer paths are cut in the middle. */
const MAX_STEPS = 8;

function pathText(path: readonly (string | number)[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `element ${step + 1}` : quoted(step)));
  const shown =
    steps.length <= MAX_STEPS
      ? steps
      : [...steps.slice(0, MAX_STEPS / 2), '…', ...steps.slice(-MAX_STEPS / 2)];
  return shown.join(', in it ');
}

/** A name or descriptor from the record, quoted and short enough for a log line. */
export function quoted(name: unknown): string {
  const text = JSON.stringify(name) ?? typeof name;
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
