import type { Given } from '@cdc-relay/singer';
import { invalidSettings } from '@cdc-relay/singer/program';
import { addressOf, parseSourceUrl } from './parse.ts';

/**
 * Settings of one source with what its URL says as settings of their own: they then win and lose like others, by how
 * explicit their source is. Of the URL the address is left. Throws CONFIG_INVALID.
 */
export function expandSourceUrl(settings: Given): Given {
  const { source_url: url, ...others } = settings;
  if (typeof url !== 'string') return settings;
  if (others.endpoint_url !== undefined)
    throw invalidSettings(['"source_url" already sets "endpoint_url": remove one of them']);
  return { ...others, ...parseSourceUrl(url).settings, source_url: addressOf(url) };
}
