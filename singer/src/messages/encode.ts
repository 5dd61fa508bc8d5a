import { stringifyJson } from '../json/stringify.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { JsonSchema } from './types.ts';

/** The line (without its line feed) of a SCHEMA message. */
export function schemaLine(stream: string, schema: JsonSchema, keyProperties: readonly string[]): string {
  return stringifyJson({ type: 'SCHEMA', stream, schema, key_properties: [...keyProperties] });
}

/**
 * Makes the RECORD lines of one stream. The part of the line that all records share is written once, since this
 * runs for every record. `version` is the version of the table, which ACTIVATE_VERSION names.
 */
export function recordLineOf(
  stream: string,
): (record: JsonObject, timeExtracted: string, version?: number) => string {
  const head = `{"type":"RECORD","stream":${JSON.stringify(stream)},"record":`;
  return (record, timeExtracted, version) => {
    const member = version === undefined ? '' : `,"version":${version}`;
    return `${head}${stringifyJson(record)}${member},"time_extracted":"${timeExtracted}"}`;
  };
}

/**
 * The line of an ACTIVATE_VERSION message: rows of older versions of the table are no more, but for those with a larger
 * `_sdc_sequence` than `sequence`.
 */
export function activateVersionLine(stream: string, version: number, sequence: number): string {
  return stringifyJson({ type: 'ACTIVATE_VERSION', stream, version, sequence });
}

/** The line of a STATE message. */
export function stateLine(value: JsonValue): string {
  return `{"type":"STATE","value":${stringifyJson(value)}}`;
}
