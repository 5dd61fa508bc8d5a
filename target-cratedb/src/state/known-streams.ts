import { isJsonObject, type JsonValue, ProgramError } from '@cdc-relay/singer';

/**
 * True when a state says that a stream was loaded before it: a tap keeps a bookmark under the stream's name, or, as
 * tap-dynamodb-cdc does, one for all its `tables`, which it names.
 */
export function speaksOfStream(state: JsonValue | undefined, stream: string): boolean {
  const bookmarks = memberOf(state, 'bookmarks');
  if (!isJsonObject(bookmarks)) return false;
  const all = Object.values(bookmarks).filter(isJsonObject);
  if (all.some((bookmark) => memberOf(memberOf(bookmark, 'tables'), stream) !== undefined)) return true;
  const own = memberOf(bookmarks, stream);
  return isJsonObject(own) && Object.keys(own).length > 0 && memberOf(own, 'tables') === undefined;
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Which streams earlier runs have loaded, as far as a kept state says so. It is read once, before a new one is kept. */
export class KnownStreams {
  readonly #read: () => Promise<JsonValue | undefined>;
  #state: Promise<JsonValue | undefined> | undefined;

  constructor(read: () => Promise<JsonValue | undefined>) {
    this.#read = read;
  }

  /** Reads the state of the run before, if that has not been done. A state that cannot be read says nothing. */
  async load(): Promise<void> {
    this.#state ??= this.#read().catch((error: unknown) => {
      if (error instanceof ProgramError && error.code === 'STATE_FILE_UNUSABLE') return undefined;
      throw error;
    });
    await this.#state;
  }

  async has(stream: string): Promise<boolean> {
    await this.load();
    return speaksOfStream(await this.#state, stream);
  }
}
