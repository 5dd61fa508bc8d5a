import type { Logger } from '@cdc-relay/singer';
import type { ExportTables } from '../dynamodb/port.ts';
import type { ExportStores } from '../export/export-stores.ts';
import type { Kinesis } from '../kinesis/port.ts';
import type { TapOptions } from '../settings/options.ts';

/** What the checks of the tap look at. */
export interface CheckParts {
  readonly options: TapOptions;
  readonly source: {
    readonly kinesis: Kinesis;
    readonly dynamoDb: () => Promise<ExportTables>;
    readonly exportStores: ExportStores;
  };
  /** The path of a dump. */
  readonly file: string | undefined;
  /** The name of the Kinesis stream in the state. */
  readonly kinesisStream: string;
  readonly statePath: string | undefined;
  readonly catalogPath: string | undefined;
  readonly log: Logger;
  readonly signal: AbortSignal;
}
