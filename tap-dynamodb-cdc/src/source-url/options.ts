import { parseBoolean } from '@cdc-relay/singer/program';

/** The settings that a source URL means; names as in the settings' schema, values as text, lists as lists. */
export type SourceSettings = { [setting: string]: string | boolean | string[] };

/** Why an option is refused; the caller says of what. */
export class RefusedOption extends Error {
  override readonly name = 'RefusedOption';
}

type Meaning = (value: string) => SourceSettings;

const as =
  (setting: string): Meaning =>
  (value) => ({ [setting]: value });

const nothing: Meaning = () => ({});

/** `ssl` is part of the endpoint. */
const checkedFlag: Meaning = (value) => {
  flag('ssl', value);
  return {};
};

/** Options that CrateDB Toolkit knows and that mean nothing to a run: the state is the target's matter. */
const TOOLKIT_OPTIONS = [
  'buffer-time',
  'checkpointer',
  'checkpointer-interval',
  'checkpointer-name',
  'checkpointer-schema',
  'describe-timeout',
];

export const WITHOUT_EFFECT: ReadonlySet<string> = new Set(TOOLKIT_OPTIONS);

/** What the options of a URL mean. */
type Options = ReadonlyMap<string, Meaning>;

/** Of a Kinesis stream or a dump, named as in CrateDB Toolkit where it has the option. */
export const OPTIONS: Options = new Map([
  ['batch-size', as('batch_size')],
  ['create', (value) => ({ create: flag('create', value) })],
  ['create-shards', as('create_shards')],
  ['fan-out', as('fan_out')],
  ['idle-sleep', as('idle_sleep')],
  ['once', (value) => ({ follow: !flag('once', value) })],
  ['region', as('region')],
  ['seqno', as('seqno')],
  ['snapshot', (value) => ({ mode: flag('snapshot', value) ? 'snapshot+cdc' : 'cdc' })],
  ['ssl', checkedFlag],
  ['start', as('start')],
  ['start-timestamp', as('start_timestamp')],
  ...TOOLKIT_OPTIONS.map((name): [string, Meaning] => [name, nothing]),
]);

/** Of the DynamoDB streams of tables. */
export const STREAMS_OPTIONS: Options = new Map(
  [...OPTIONS].filter(([name]) => !WITHOUT_EFFECT.has(name) && !['create-shards', 'fan-out'].includes(name)),
);

/** Of a table, as CrateDB Toolkit has them. */
export const SNAPSHOT_OPTIONS: Options = new Map([
  ['batch-size', as('batch_size')],
  ['consistent-read', (value) => ({ consistent_read: flag('consistent-read', value) })],
  ['region', as('region')],
  ['ssl', checkedFlag],
]);

/** Reads the options of a source URL. Throws RefusedOption for unknown ones. */
export function settingsOf(options: URLSearchParams, known: Options): SourceSettings {
  const settings: SourceSettings = {};
  for (const [name, value] of options) {
    const meaning = known.get(name);
    if (meaning === undefined)
      throw new RefusedOption(
        `it has no option ${JSON.stringify(name)}; there are ${[...known.keys()].join(', ')}`,
      );
    Object.assign(settings, meaning(value));
  }
  return settings;
}

/** Reads an option that is true or false. Throws RefusedOption. */
export function flag(name: string, value: string): boolean {
  const flag = parseBoolean(value);
  if (flag === undefined) throw new RefusedOption(`"${name}" must be true or false`);
  return flag;
}
