import type { KinesisSource } from 'tap-dynamodb-cdc';
import type { KclSettings } from '../settings/settings.generated.ts';

/** What the daemon gets besides the settings. */
export interface DaemonPlace {
  /** The program that it starts for each shard; a path without blanks, as the daemon splits there. */
  readonly executable: string;
  readonly application: string;
  readonly workerId: string;
}

/** A shard is asked four times a second: Kinesis allows five, for all readers together. */
const IDLE_MS = 250;

/**
 * How often the leader looks for leases without an owner; the owners look half as often again. KCL itself takes twice the
 * lease, so that a first record, or one after a crash, would wait for half a minute longer.
 */
function assignmentMs(leaseMs: number): number {
  return Math.max(1_000, Math.round(leaseMs / 2));
}

/** Shards are moved for the sake of balance as seldom as KCL itself does: every six leases. */
const BALANCING_LEASES = 6;

type Properties = { readonly [name: string]: string | number | boolean | undefined };

/**
 * The properties file of the MultiLangDaemon, by the names of `MultiLangDaemonConfiguration` in KCL 3. It holds no
 * credential: those are in the environment.
 */
export function propertiesOf(settings: KclSettings, source: KinesisSource, place: DaemonPlace): string {
  const leaseMs = Math.round(settings.lease_seconds * 1000);
  const properties: Properties = {
    executableName: place.executable,
    applicationName: place.application,
    workerId: place.workerId,
    processingLanguage: 'nodejs',
    ...streamOf(settings, source),
    ...positionOf(source),
    ...credentialsOf(source),
    ...retrievalOf(settings, source),
    // Also an idle shard gives chances to make a checkpoint of what has become durable.
    callProcessRecordsEvenForEmptyRecordList: true,
    clientVersionConfig: 'CLIENT_VERSION_CONFIG_3X',
    failoverTimeMillis: leaseMs,
    leaseAssignmentIntervalMillis: assignmentMs(leaseMs),
    varianceBalancingFrequency: Math.ceil((BALANCING_LEASES * leaseMs) / assignmentMs(leaseMs)),
    maxLeasesForWorker: settings.max_shards,
    metricsLevel: settings.metrics_level.toUpperCase(),
    shutdownGraceMillis: Math.round(settings.shutdown_seconds * 1000),
    workerMetricsReporterFreqInMillis: leaseMs,
  };
  return Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} = ${escaped(String(value))}\n`)
    .join('');
}

function streamOf({ dynamodb_endpoint_url }: KclSettings, { stream, aws }: KinesisSource): Properties {
  return {
    ...(stream.startsWith('arn:') ? { streamArn: stream } : { streamName: stream }),
    regionName: aws.region,
    kinesisEndpoint: aws.endpointUrl,
    dynamoDBEndpoint: dynamodb_endpoint_url ?? aws.dynamoDbEndpointUrl ?? aws.endpointUrl,
  };
}

/** Counts for shards without a lease. A time is in whole seconds: an earlier one brings records again, and loses none. */
function positionOf({ start, startTimestamp }: KinesisSource): Properties {
  if (start === 'at-timestamp')
    return { initialPositionInStreamExtended: Math.floor(Date.parse(startTimestamp ?? '') / 1000) };
  return { initialPositionInStream: start === 'latest' ? 'LATEST' : 'TRIM_HORIZON' };
}

function credentialsOf({ aws }: KinesisSource): Properties {
  const { roleArn, roleSessionName, roleExternalId } = aws;
  if (roleArn === undefined) return { AwsCredentialsProvider: 'DefaultCredentialsProvider' };
  const externalId = roleExternalId === undefined ? '' : `|externalId=${roleExternalId}`;
  return {
    AwsCredentialsProvider: `KclStsAssumeRoleCredentialsProvider|${roleArn}|${roleSessionName}${externalId}`,
  };
}

function retrievalOf({ batch_size: maxRecords }: KclSettings, { fanOut }: KinesisSource): Properties {
  if (fanOut === undefined)
    return { retrievalMode: 'POLLING', maxRecords, idleTimeBetweenReadsInMillis: IDLE_MS };
  return {
    retrievalMode: 'FANOUT',
    ...(fanOut.startsWith('arn:')
      ? { 'fanoutConfig.consumerArn': fanOut }
      : { 'fanoutConfig.consumerName': fanOut }),
  };
}

/** As `java.util.Properties` reads it: characters that mean something there, and all that are not ASCII, are escaped. */
function escaped(value: string): string {
  return value.replaceAll(/[\\:=#!]|[^\x20-\x7e]|^ /g, (character) => {
    if (/[\x20-\x7e]/.test(character)) return `\\${character}`;
    return [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join('');
  });
}
