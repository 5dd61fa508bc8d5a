import { type Environment, invalidSettings } from '@cdc-relay/singer';

/** The URL of the source, or the one of the variable that `env:NAME` names. Throws CONFIG_INVALID. */
export function sourceOf(argument: string | undefined, environment: Environment): string {
  const variable = /^env:(\w+)$/.exec(argument ?? '')?.[1];
  const url = variable === undefined ? argument : environment[variable];
  if (url !== undefined && URL.canParse(url)) return url;
  throw invalidSettings([
    '"source" is no URL: pass the one of the Kinesis stream or of the table as the first argument',
  ]);
}
