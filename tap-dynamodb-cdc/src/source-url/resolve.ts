import { basename } from 'node:path';
import { invalidSettings, loadSettings } from '@cdc-relay/singer';
import { consumerOf } from '../settings/options.ts';
import { settingsSchema, type TapSettings } from '../settings/settings.generated.ts';
import { parseSourceUrl, type Source } from './parse.ts';
import { tableRef } from './table-ref.ts';

/** Settings with the source URL taken apart, so that the rest of the program does not know of it. */
type ResolvedSettings = TapSettings & { readonly stream: string };

/** Where to read from. */
export interface ResolvedSource {
  readonly settings: ResolvedSettings;
  /** Path of a dump to read instead of a Kinesis stream; its file name is used as the name of the Kinesis stream. */
  readonly file: string | undefined;
  /** Options of the URL that were accepted and mean nothing. */
  readonly withoutEffect: readonly string[];
}

/** The same where the DynamoDB streams of tables are read: a state of a Kinesis stream is none of these. */
export const OF_STREAMS = 'dynamodb-streams';

/** The name of the Kinesis stream in the state and in names where nothing is read from one. */
const SNAPSHOT_ALONE = 'dynamodb';

const NO_URL: Source = { settings: {}, file: undefined, withoutEffect: [] };

/**
 * Replaces the setting `source_url` by what it means; its parts win over the other settings. Throws
 * CONFIG_INVALID, also when nothing is named to read from.
 */
export function resolveSource({ source_url, ...settings }: TapSettings): ResolvedSource {
  const url = source_url === undefined ? NO_URL : parseSourceUrl(source_url);
  const { file, withoutEffect } = url;
  const resolved = loadSettings<TapSettings>('', settingsSchema, {
    files: [],
    environment: {},
    overrides: { ...settings, ...url.settings },
  });
  if (resolved.dynamodb_streams !== undefined) return { settings: ofStreams(resolved), file, withoutEffect };
  const named = file === undefined ? resolved.stream : basename(file);
  const stream = named ?? (resolved.mode === 'snapshot' ? SNAPSHOT_ALONE : undefined);
  if (stream === undefined || stream === '') {
    throw invalidSettings([
      'no Kinesis stream is named: set a source URL or the setting "stream" (or "dynamodb_streams")',
    ]);
  }
  return { settings: { ...resolved, stream, ...regionOf(resolved.region, stream) }, file, withoutEffect };
}

/** The settings of a source that is the DynamoDB streams of tables. Throws CONFIG_INVALID. */
function ofStreams(settings: TapSettings): ResolvedSettings {
  const { dynamodb_streams: names = [], stream, fan_out: fanOut, tables, binary_encoding: binary } = settings;
  const refs = names.map(tableRef).filter((ref) => ref !== undefined);
  const problems = [
    ...(refs.length < Math.max(names.length, 1) ? [UNREADABLE_NAMES] : []),
    ...(stream === undefined ? [] : ['"stream" and "dynamodb_streams" are both set: remove one of them']),
    ...(consumerOf(fanOut) === undefined
      ? []
      : ['"fan_out" is of Kinesis: DynamoDB Streams has no enhanced fan-out']),
  ];
  if (problems.length > 0) throw invalidSettings(problems);
  const region = settings.region ?? refs.find((ref) => ref.region !== undefined)?.region;
  return {
    ...settings,
    stream: OF_STREAMS,
    tables: tables ?? refs.map(({ table }) => table),
    // Nobody else puts records there: binaries are encoded once.
    binary_encoding: binary === 'auto' ? 'single' : binary,
    ...(region === undefined ? {} : { region }),
  };
}

const UNREADABLE_NAMES =
  '"dynamodb_streams" must name tables, patterns of them, ARNs of tables or of their streams (arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE/stream/LABEL)';

/** `arn:aws:kinesis:REGION:ACCOUNT:stream/NAME` */
const ARN = /^arn:[^:]*:kinesis:([^:]+):[^:]*:stream\/(.+)$/;

/** The region comes from an ARN where nothing else says it. */
function regionOf(region: string | undefined, stream: string): { region?: string } {
  const known = region ?? ARN.exec(stream)?.[1];
  return known === undefined ? {} : { region: known };
}

/** The name of a Kinesis stream that is named by name or by ARN. */
export function streamName(stream: string): string {
  return ARN.exec(stream)?.[2] ?? stream;
}
