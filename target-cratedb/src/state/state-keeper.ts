import type { JsonValue } from '@cdc-relay/singer';

/** A place where states are kept. */
export interface StateKeeper {
  /** Resolves when the state is kept. */
  keep(state: JsonValue): Promise<void>;
}
