import type { JsonValue, Logger } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import type { TargetOptions } from '../options/options-of.ts';

/** What the checks of the target look at. */
export interface CheckParts {
  readonly options: TargetOptions;
  readonly stateFile: string | undefined;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly db: Database;
  /** The state that was kept last; undefined when there is none, or none is kept. */
  readonly state: () => Promise<JsonValue | undefined>;
}
