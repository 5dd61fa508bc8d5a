import { Writable } from 'node:stream';
import { type JsonObject, Logger, logConfig, parseMessage, type SingerMessage } from '@cdc-relay/singer';
import { checkedSettings, type DecoderSettings } from './decoder-settings.ts';
import { ChangeFilter } from './emit/change-filter.ts';
import type { BadRecord } from './emit/dead-letters.ts';
import { Distribution } from './emit/distribution.ts';
import { type Preparation, preparationOf, prepareAtOnce, type ReadyRecord } from './emit/prepare.ts';
import type { SourceRecord } from './emit/source-record.ts';
import { memoryOf, type RunMemory, stateOf } from './run-memory.ts';
import { optionsOf } from './settings/options.ts';
import type { ShardSet } from './shards/shard-set.ts';
import { streamName } from './source-url/resolve.ts';
import { parseState } from './state/parse.ts';
import { openTables } from './tables/open-tables.ts';

/** What a decoder works with besides its settings. */
export interface DecoderOptions {
  /** A Singer catalog, as `--discover` prints it: what of the tables is selected. */
  readonly catalog?: JsonObject;
  /** The state to go on from: of a decoder, or the value of a STATE message of the tap. */
  readonly state?: JsonObject;
  /** Called with each record that is not a change record of DynamoDB; without it such a record is an error. */
  readonly onBadRecord?: (record: BadRecord) => void;
  /** Called with each record once its messages were read: whoever counts on a record being written knows which they are. */
  readonly onDecoded?: (record: SourceRecord) => void;
  /**
   * True where the records come from the DynamoDB streams of tables, not by way of Kinesis: rows then say so in
   * `_sdc_table_stream`, as no table may have versions of both.
   */
  readonly ofTableStreams?: boolean;
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

  /**
   * The value of the STATE message as of now: what was learned, and up to which record of each shard the messages were
   * read. Undefined before the first record. Store it once these messages are written for good.
   */
  state(): JsonObject | undefined;
}

/** This many records are decoded before the first of their messages: enough to learn from, few enough to hold. */
const SLICE = 500;

const HOW_TO_KEEP_BAD = 'With the option onBadRecord such records are passed to it, and decoding continues.';

/**
 * Makes a decoder: the tap without program and connections. Throws CONFIG_INVALID, CATALOG_INVALID, SCHEMAS_UNREADABLE,
 * and STATE_INVALID, STATE_OF_OTHER_STREAM and STATE_VERSION_UNKNOWN (ProgramErrors).
 */
export function createDecoder(settings: DecoderSettings = {}, options: DecoderOptions = {}): Decoder {
  const { onBadRecord, onDecoded, catalog, ofTableStreams = false, log = silentLog() } = options;
  const content = { ...optionsOf(checkedSettings(settings)), ofTableStreams };
  const kinesisStream = streamName(content.stream);
  const state = parseState(options.state ?? {}, kinesisStream);
  const sources = { kinesisStream, catalog, describeKeys: undefined, memory: state.tables };
  const tables = openTables(content, sources, log);
  const memory = memoryOf(state, content);
  const preparation = preparationOf(content, {
    tables,
    snapshots: memory.snapshots,
    distribution: new Distribution(true, log),
    howToKeepBad: onBadRecord === undefined ? HOW_TO_KEEP_BAD : undefined,
  });
  const filter = new ChangeFilter({ ...memory, lineage: memory.shards.lineage });
  return {
    messages: (records) =>
      messagesOf(checkedRecords(records), { preparation, filter, memory, onBadRecord, onDecoded }),
    state: () => stateOf(kinesisStream, tables, memory),
  };
}

interface Decoding {
  readonly preparation: Preparation;
  readonly filter: ChangeFilter;
  readonly memory: RunMemory;
  readonly onBadRecord: DecoderOptions['onBadRecord'];
  readonly onDecoded: DecoderOptions['onDecoded'];
}

function* messagesOf(records: readonly SourceRecord[], decoding: Decoding): Generator<SingerMessage> {
  const { preparation, filter, memory, onBadRecord, onDecoded } = decoding;
  for (let begin = 0; begin < records.length; begin += SLICE) {
    const slice = prepareAtOnce(records.slice(begin, begin + SLICE), preparation);
    for (const bad of slice.bad) onBadRecord?.(bad);
    const time = new Date().toISOString();
    for (const prepared of slice.records) {
      const ready = filter.pass(prepared);
      if (ready !== undefined)
        yield* messagesOfRecord(ready, memory.snapshots.versionOf(ready.event.table), time);
      advance(memory.shards, prepared.source);
      onDecoded?.(prepared.source);
    }
    if (slice.fault !== undefined) throw slice.fault;
  }
}

function* messagesOfRecord(
  { stream, record }: ReadyRecord,
  version: number | undefined,
  time: string,
): Generator<SingerMessage> {
  const schema = stream.announcement();
  if (schema !== undefined) yield parseMessage(schema);
  const ofTable = version === undefined ? {} : { version };
  yield { type: 'RECORD', stream: stream.name, record, ...ofTable, time_extracted: time };
}

/** Nobody lists the shards: those count that have records. */
function advance(shards: ShardSet, { shardId, sequenceNumber, arrived }: SourceRecord): void {
  if (!shards.lineage.has(shardId)) shards.add([{ id: shardId, parents: [], open: true }]);
  shards.advance(shardId, sequenceNumber);
  shards.emitted(shardId, { arrived: arrived?.getTime(), until: undefined });
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

function silentLog(): Logger {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  return new Logger('tap-dynamodb-cdc', logConfig('tap-dynamodb-cdc', {}), nowhere);
}
