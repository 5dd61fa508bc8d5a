import {
  type Environment,
  type JsonObject,
  type JsonValue,
  type Logger,
  loadSettings,
} from '@cdc-relay/singer';
import { tableFilter } from './catalog/table-filter.ts';
import { connectDynamoDb } from './dynamodb/connect.ts';
import { ExportStores } from './export/export-stores.ts';
import { ItemTable } from './items/item-table.ts';
import { stateReadUntil } from './items/read-until.ts';
import { optionsOf, type TapOptions } from './settings/options.ts';
import { settingsSchema, type TapSettings } from './settings/settings.generated.ts';
import { settingsRules } from './settings-rules.ts';
import { chooseTables } from './snapshot/choose-tables.ts';
import { describeTables } from './snapshot/describe-tables.ts';
import { resolveSource, streamName } from './source-url/resolve.ts';
import { tableArns } from './source-url/table-ref.ts';
import { openTables } from './tables/open-tables.ts';

/** What names the tables: the settings of the tap. */
export interface ItemSource {
  readonly url: string;
  /** What files of settings hold. */
  readonly files: readonly JsonObject[];
  readonly environment: Environment;
  /** Which streams and attributes are selected; undefined: all. */
  readonly catalog: JsonObject | undefined;
}

/** The tables of a source, for looking at their items. */
export interface OpenItems extends Disposable {
  readonly tables: readonly ItemTable[];
  /** How far a state of the tap has come in time (milliseconds since the epoch); undefined where it has read no shard. */
  readonly readUntil: (state: JsonValue) => number | undefined;
}

/**
 * Opens the tables that a source names: those of `tables`, else those whose changes the Kinesis stream carries. Throws
 * CONFIG_INVALID, TABLE_NOT_FOUND, and why DynamoDB cannot be read.
 */
export async function openItems(source: ItemSource, log: Logger, signal: AbortSignal): Promise<OpenItems> {
  const options = itemOptions(source, log);
  const arns = tableArns([...(options.dynamoDbStreams ?? []), ...options.tables]);
  const dynamoDb = connectDynamoDb(options.aws, log, arns);
  const stores = new ExportStores(options.aws, log);
  const close = (): void => {
    stores[Symbol.dispose]();
    dynamoDb[Symbol.dispose]();
  };
  try {
    const kinesisStream = streamName(options.stream);
    const names = await chooseTables({ dynamoDb, options, wants: tableFilter(options.tables) }, signal);
    const descriptions = await describeTables(dynamoDb, names, options, signal);
    const describeKeys = async (table: string) => descriptions.get(table)?.keys;
    const sources = { kinesisStream, catalog: source.catalog, describeKeys, memory: new Map() };
    const tables = openTables(options, sources, log);
    return {
      tables: [...descriptions].map(
        ([name, description]) => new ItemTable(name, description, { dynamoDb, stores, tables, options }),
      ),
      // A URL of a table names no stream: the pipeline whose state it is read one.
      readUntil: (state) => stateReadUntil(state, options.mode === 'snapshot' ? undefined : kinesisStream),
      [Symbol.dispose]: close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function itemOptions({ url, files, environment }: ItemSource, log: Logger): TapOptions {
  const sources = { files, environment, overrides: { source_url: url } };
  const given = loadSettings<TapSettings>('tap-dynamodb-cdc', settingsSchema, sources, settingsRules);
  const { settings } = resolveSource(given);
  const { aws_secret_access_key: secret, aws_session_token: token } = settings;
  log.hide([secret, token].filter((text) => text !== undefined));
  const options = optionsOf(settings);
  const named = options.dynamoDbStreams ?? [];
  return named.length > 0 && options.tables.length === 0 ? { ...options, tables: named } : options;
}
