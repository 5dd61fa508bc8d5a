import { invalidSettings, pathOf, placeOf } from '@cdc-relay/singer/program';
import type { RelaySettings } from '../settings/settings.generated.ts';

/** The two URLs between which changes are relayed. */
export interface Ends {
  readonly source: string;
  readonly target: string;
}

/** What to relay between which ends. Throws CONFIG_INVALID that names all that is missing. */
export function endsOf({ source, target }: RelaySettings): Ends {
  if (source && isTarget(source))
    throw invalidSettings([
      `the first URL is that of a CrateDB: the source comes first, then the target${target ? '; swap them' : ''}`,
    ]);
  if (source && target) return { source, target };
  throw invalidSettings([
    ...(source
      ? []
      : ['"source" is required: pass the URL of the Kinesis stream, or of the table, as the first argument']),
    ...(target ? [] : [missingTarget('second')]),
  ]);
}

/** The URL of CrateDB, for commands that need no source. Throws CONFIG_INVALID. */
export function targetOf({ target }: RelaySettings): string {
  if (target) return target;
  throw invalidSettings([missingTarget('last')]);
}

/** Whether it has the scheme of a CrateDB. */
function isTarget(url: string): boolean {
  return /^(?:crate|cratedb|postgres|postgresql)(?:\+\w+)?:\/\//i.test(url);
}

function missingTarget(argument: string): string {
  return `"target" is required: pass the URL of CrateDB as the ${argument} argument or set CRATEDB_SQLALCHEMY_URL`;
}

/**
 * The name of a pipeline's state where none is set: what it joins, in words, without credentials. Pipelines that read
 * from or write to something else have another one, so that none continues where another one was.
 */
export function stateIdOf({ source, target }: Ends): string {
  return `${placeOf(source)} to ${pathOf(target)}`;
}
