import { isJsonObject, isNames, type JsonValue, ProgramError } from '@cdc-relay/singer';

/**
 * The streams that were loaded before a state, as far as it says so: a tap keeps a bookmark under the stream's name, or,
 * as tap-dynamodb-cdc does, one for all its `tables`, which it names.
 */
export function streamsIn(state: JsonValue | undefined): string[] {
  const bookmarks = memberOf(state, 'bookmarks');
  if (!isJsonObject(bookmarks)) return [];
  const streams = Object.entries(bookmarks).flatMap(([name, bookmark]) => {
    if (!isJsonObject(bookmark)) return [];
    const tables = memberOf(bookmark, 'tables');
    if (tables !== undefined) return isJsonObject(tables) ? Object.keys(tables) : [];
    return Object.keys(bookmark).length > 0 ? [name] : [];
  });
  return [...new Set(streams)];
}

/** The key of a stream as a state of tap-dynamodb-cdc names it. */
export function keysIn(state: JsonValue | undefined, stream: string): string[] | undefined {
  const bookmarks = memberOf(state, 'bookmarks');
  const all = isJsonObject(bookmarks) ? Object.values(bookmarks) : [];
  const keys = all.map((bookmark) =>
    memberOf(memberOf(memberOf(bookmark, 'tables'), stream), 'key_properties'),
  );
  return keys.find((names) => isNames(names));
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
    return streamsIn(await this.#state).includes(stream);
  }
}
