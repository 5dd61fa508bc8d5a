import {
  type Check,
  type ErrorCatalogue,
  type Finding,
  type ProgramContext,
  runChecks,
} from '@cdc-relay/singer';
import type { TapOptions } from '../settings/options.ts';
import type { TapSettings } from '../settings/settings.generated.ts';
import { streamName } from '../source-url/resolve.ts';
import { lookAtExports } from './look-at-exports.ts';
import { lookAtBadRecords, lookAtBookmarks, lookAtCatalog, lookAtState } from './look-at-files.ts';
import {
  type Known,
  lookAtClock,
  lookAtConsumer,
  lookAtReading,
  lookAtRetention,
  lookAtStream,
} from './look-at-stream.ts';
import { lookAtDestinations, lookAtTables } from './look-at-tables.ts';
import type { CheckParts } from './parts.ts';

/** Whoever checks waits for the answer: a service that does not answer is not waited for. */
const RETRY_LIMIT_MS = 1000;
const REQUEST_TIMEOUT_MS = 5000;

/** Looks whether a run would work, without reading a record: `tap-dynamodb-cdc --check`. Throws CHECK_FAILED. */
export async function runCheck(
  { commandLine, log, output, signal }: ProgramContext<TapSettings>,
  source: CheckParts['source'],
  options: TapOptions,
  { file, errors }: { readonly file: string | undefined; readonly errors: ErrorCatalogue },
): Promise<void> {
  const { state: statePath, catalog: catalogPath } = commandLine;
  const kinesisStream = streamName(options.stream);
  const parts = { options, source, file, kinesisStream, statePath, catalogPath, log, signal };
  await runChecks(checksOf(parts), { output, log, signal, errors });
}

type Look = (parts: CheckParts, known: Known) => Promise<Finding[]>;

/** Which sources a line is about: a Kinesis stream (or the streams of tables), DynamoDB, a dump. */
type SourceKind = 'stream' | 'snapshot' | 'dump';

/** The lines of the check, in their order; a new kind of source adds its own. */
const LINES: readonly { topic: string; of: readonly SourceKind[]; needs?: readonly string[]; look: Look }[] =
  [
    { topic: 'stream', of: ['stream', 'dump'], look: lookAtStream },
    { topic: 'reading', of: ['stream'], needs: ['stream'], look: lookAtReading },
    { topic: 'consumer', of: ['stream'], needs: ['stream'], look: lookAtConsumer },
    { topic: 'retention', of: ['stream'], needs: ['stream'], look: lookAtRetention },
    { topic: 'tables', of: ['stream', 'snapshot'], look: lookAtTables },
    { topic: 'delivery', of: ['stream'], needs: ['stream'], look: lookAtDestinations },
    { topic: 'clock', of: ['stream'], needs: ['stream'], look: lookAtClock },
    { topic: 'state', of: ['stream', 'snapshot', 'dump'], look: lookAtState },
    { topic: 'exports', of: ['stream', 'snapshot'], needs: ['stream', 'state'], look: lookAtExports },
    { topic: 'bookmarks', of: ['stream', 'dump'], needs: ['stream', 'state'], look: lookAtBookmarks },
    { topic: 'catalog', of: ['stream', 'snapshot', 'dump'], look: lookAtCatalog },
    { topic: 'bad records', of: ['stream', 'snapshot', 'dump'], look: lookAtBadRecords },
  ];

function checksOf(parts: CheckParts): Check[] {
  const known: Known = { summary: undefined, shards: [], state: undefined, tables: new Map() };
  const kind = kindOf(parts);
  return LINES.filter(({ of }) => of.includes(kind)).map(({ topic, needs = [], look }) => ({
    topic,
    needs,
    look: () => look(parts, known),
  }));
}

function kindOf({ file, options }: CheckParts): SourceKind {
  if (file !== undefined) return 'dump';
  return options.mode === 'snapshot' ? 'snapshot' : 'stream';
}

/** The options of a check. */
export function quick(options: TapOptions): TapOptions {
  const { retryLimitMs, requestTimeoutMs } = options.aws;
  const aws = {
    ...options.aws,
    retryLimitMs: Math.min(retryLimitMs, RETRY_LIMIT_MS),
    requestTimeoutMs: Math.min(requestTimeoutMs, REQUEST_TIMEOUT_MS),
  };
  return { ...options, aws };
}
