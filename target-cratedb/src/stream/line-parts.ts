import { isJsonObject, type JsonObject, parseJson } from '@cdc-relay/singer';

/** The record in a line of a BATCH file; undefined when there is none. */
export function recordOf(line: string): JsonObject | undefined {
  try {
    const value = parseJson(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The stream that a line is about, as far as can be seen without parsing it. */
export function streamIn(line: string | Uint8Array): string | undefined {
  const text = typeof line === 'string' ? line : Buffer.from(line).toString('latin1');
  return /"stream"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
}
