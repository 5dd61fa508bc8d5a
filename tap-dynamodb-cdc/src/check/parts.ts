import type { Logger } from '@cdc-relay/singer';
import type { DynamoDb } from '../dynamodb/port.ts';
import type { Kinesis } from '../kinesis/port.ts';
import type { TapOptions } from '../settings/options.ts';

/** What the checks of the tap look at. */
export interface CheckParts {
  readonly options: TapOptions;
  readonly source: { readonly kinesis: Kinesis; readonly dynamoDb: () => Promise<DynamoDb> };
  /** The path of a dump. */
  readonly file: string | undefined;
  /** The name of the Kinesis stream in the state. */
  readonly kinesisStream: string;
  readonly statePath: string | undefined;
  readonly catalogPath: string | undefined;
  readonly log: Logger;
  readonly signal: AbortSignal;
}
