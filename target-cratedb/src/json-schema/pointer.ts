import type { JsonSchema, JsonValue } from '@cdc-relay/singer';

/**
 * What a reference within a schema points at: `#`, or a JSON pointer (RFC 6901) behind it. Undefined when it leads
 * nowhere or out of the schema.
 */
export function pointedAt(root: JsonSchema, reference: string): JsonValue | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  let value: JsonValue | undefined = root;
  for (const token of reference.split('/').slice(1)) {
    const name = unescapeToken(token);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as JsonSchema)[name];
  }
  return value;
}

/** A token is percent-encoded as part of a URI, and writes `/` as `~1` and `~` as `~0`. */
function unescapeToken(token: string): string {
  const decoded = /%(?![0-9A-Fa-f]{2})/.test(token) ? token : decode(token);
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}
