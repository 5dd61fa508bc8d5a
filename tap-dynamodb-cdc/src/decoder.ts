import { Writable } from 'node:stream';
import {
  invalidSettings,
  type JsonObject,
  Logger,
  loadSettings,
  logConfig,
  parseMessage,
  type SingerMessage,
} from '@cdc-relay/singer';
import { ChangeFilter } from './emit/change-filter.ts';
import type { BadRecord } from './emit/dead-letters.ts';
import { Distribution } from './emit/distribution.ts';
import { Duplicates } from './emit/duplicates.ts';
import { type Preparation, preparationOf, prepareAtOnce, type ReadyRecord } from './emit/prepare.ts';
import { SecondVersions } from './emit/second-versions.ts';
import type { SourceRecord } from './emit/source-record.ts';
import { Ties } from './emit/ties.ts';
import { optionsOf } from './settings/options.ts';
import { settingsSchema, type TapSettings } from './settings/settings.generated.ts';
import { openTables } from './tables/open-tables.ts';
import { SnapshotSet } from './tables/snapshot-set.ts';

const SETTINGS = [
  'stream',
  'tables',
  'stream_name_template',
  'schemas',
  'record_layout',
  'cdc_metadata',
  'old_image',
  'binary_encoding',
  'duplicate_window',
  'max_seconds_ahead',
] as const satisfies readonly (keyof TapSettings)[];

/**
 * The settings of the tap that say what records become, with their values and defaults. Only `duplicate_window` is 0 by
 * default: a batch that is decoded again, because its messages were not written, must not be left out.
 */
export type DecoderSettings = Partial<Pick<TapSettings, (typeof SETTINGS)[number]>>;

/** What a decoder works with besides its settings. */
export interface DecoderOptions {
  /** A Singer catalog, as `--discover` prints it: what of the tables is selected. */
  readonly catalog?: JsonObject;
  /** Called with each record that is not a change record of DynamoDB; without it such a record is an error. */
  readonly onBadRecord?: (record: BadRecord) => void;
  /** Gets warnings; without it they are dropped. */
  readonly log?: Logger;
}

/** Turns records of a Kinesis stream into Singer messages. */
export interface Decoder {
  /**
   * The SCHEMA and RECORD messages of a batch of records, in their order; a SCHEMA comes before the first record of its
   * stream and whenever the learned schema has grown. Records of one shard must come in the order of the shard, over
   * all batches. Read the messages to their end before the next batch. Throws CHANGE_RECORD_INVALID (a ProgramError),
   * after the messages of what came before the record.
   */
  messages(records: Iterable<SourceRecord>): Iterable<SingerMessage>;
}

/** This many records are decoded before the first of their messages: enough to learn from, few enough to hold. */
const SLICE = 500;

const HOW_TO_KEEP_BAD = 'With the option onBadRecord such records are passed to it, and decoding continues.';

/**
 * Makes a decoder, the tap without its programs and connections. What it learns and remembers lives as long as itself.
 * Throws CONFIG_INVALID, CATALOG_INVALID and SCHEMAS_UNREADABLE (ProgramErrors).
 */
export function createDecoder(settings: DecoderSettings = {}, options: DecoderOptions = {}): Decoder {
  const { onBadRecord, catalog, log = silentLog() } = options;
  const content = optionsOf(checked(settings));
  const sources = { kinesisStream: content.stream, catalog, describeKeys: undefined, memory: new Map() };
  const tables = openTables(content, sources, log);
  const snapshots = new SnapshotSet();
  const preparation = preparationOf(content, {
    tables,
    snapshots,
    distribution: new Distribution(true, log),
    howToKeepBad: onBadRecord === undefined ? HOW_TO_KEEP_BAD : undefined,
  });
  const filter = new ChangeFilter({
    snapshots,
    duplicates: new Duplicates(content.duplicateWindow, new Ties({ overtaken: [], last: [] })),
    versions: new SecondVersions({ counts: new Map(), last: [] }),
    lineage: new Map(),
  });
  return { messages: (records) => messagesOf(checkedRecords(records), { preparation, filter, onBadRecord }) };
}

interface Decoding {
  readonly preparation: Preparation;
  readonly filter: ChangeFilter;
  readonly onBadRecord: DecoderOptions['onBadRecord'];
}

function* messagesOf(records: readonly SourceRecord[], decoding: Decoding): Generator<SingerMessage> {
  const { preparation, filter, onBadRecord } = decoding;
  for (let begin = 0; begin < records.length; begin += SLICE) {
    const slice = prepareAtOnce(records.slice(begin, begin + SLICE), preparation);
    for (const bad of slice.bad) onBadRecord?.(bad);
    const time = new Date().toISOString();
    for (const prepared of slice.records) {
      const ready = filter.pass(prepared);
      if (ready !== undefined) yield* messagesOfRecord(ready, time);
    }
    if (slice.fault !== undefined) throw slice.fault;
  }
}

function* messagesOfRecord({ stream, record }: ReadyRecord, time: string): Generator<SingerMessage> {
  const schema = stream.announcement();
  if (schema !== undefined) yield parseMessage(schema);
  yield { type: 'RECORD', stream: stream.name, record, time_extracted: time };
}

/** Callers without types may pass what AWS's own events hold: text in base64. */
function checkedRecords(records: Iterable<SourceRecord>): readonly SourceRecord[] {
  const all = [...records];
  for (const { shardId, sequenceNumber, data } of all)
    if (typeof shardId !== 'string' || typeof sequenceNumber !== 'string' || !(data instanceof Uint8Array))
      throw new TypeError(
        'a record needs "shardId" and "sequenceNumber" as text, and "data" as bytes, not base64',
      );
  return all;
}

function checked(settings: DecoderSettings): TapSettings {
  const known: readonly string[] = SETTINGS;
  const problems = Object.keys(settings)
    .filter((name) => !known.includes(name))
    .map((name) => `"${name}" is not a setting of the decoder; it has ${known.join(', ')}`);
  if (settings.stream_name_template?.includes('{stream}') === true && settings.stream === undefined)
    problems.push('"stream_name_template" has {stream}, but "stream" is missing');
  if (problems.length > 0) throw invalidSettings(problems);
  const overrides = { duplicate_window: 0, ...settings };
  return loadSettings<TapSettings>('', settingsSchema, { files: [], environment: {}, overrides });
}

function silentLog(): Logger {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  return new Logger('tap-dynamodb-cdc', logConfig('tap-dynamodb-cdc', {}), nowhere);
}
