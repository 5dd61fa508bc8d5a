import type { Logger } from '@cdc-relay/singer';
import { emptied, unlisted } from '../stream-schema/unlisted.ts';
import type { Unwanted } from '../stream-schema/unwanted.ts';
import type { Selection } from './selection.ts';

/**
 * Warns of breadcrumbs that certainly deselect nothing, as what was to be left out may be emitted: they have no form that
 * Singer knows, or the stream's schema in the catalog lists nothing at that place. `listsItems`: whether that schema lists
 * the item's attributes.
 */
export function warnOfBreadcrumbs(selection: Selection, listsItems: boolean, log: Logger): void {
  for (const [stream, { declaration, strange }] of selection) {
    for (const breadcrumb of strange) warn(stream, breadcrumb, log);
    const { expected: properties, unwanted } = declaration;
    const isListed = listsItems && Object.keys(properties).length > 0;
    if (!isListed) continue;
    warnOfUnmet(stream, unlisted(unwanted, { properties }), log);
    for (const { breadcrumb } of emptied(unwanted, { properties })) warnOfEmptied(stream, breadcrumb, log);
  }
}

/** Warns, once, of what is deselected but nothing has matched. */
export function warnOfUnmet(stream: string, unmet: readonly Unwanted[], log: Logger): void {
  for (const part of unmet) {
    part.matched = true;
    warn(stream, part.breadcrumb, log);
  }
}

/** As Meltano's `select` says it: `address` is the object alone, `address.*` what is in it. */
function warnOfEmptied(stream: string, breadcrumb: readonly string[], log: Logger): void {
  const name = breadcrumb.at(-1);
  log.warning(
    `the catalog selects ${JSON.stringify(breadcrumb)} but deselects everything in it, so it is left out; to include it in Meltano, select "${name}.*"`,
    { stream },
  );
}

function warn(stream: string, breadcrumb: readonly string[], log: Logger): void {
  log.warning(`the catalog deselects ${JSON.stringify(breadcrumb)}, but nothing matches it`, { stream });
}
