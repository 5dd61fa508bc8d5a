import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { codeOf, type JsonObject, messageOf, ProgramError, readRegularJson } from '@cdc-relay/singer';
import { type Declaration, pinnedBy } from '../stream-schema/declaration.ts';

const SUFFIX = '.json';

/**
 * Reads the folder of the setting `schemas`: `TABLE.json` holds the JSON Schema of a table, with `key_properties` next
 * to `properties` where their order matters. Throws SCHEMAS_UNREADABLE that names the file.
 */
export function readSchemaFiles(folder: string): Map<string, Declaration> {
  const files = list(folder).filter((file) => file.endsWith(SUFFIX));
  return new Map(files.map((file) => [basename(file, SUFFIX), readFile(join(folder, file))]));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw unreadable(folder, codeOf(error) === 'ENOENT' ? 'it does not exist' : messageOf(error), error);
  }
}

function readFile(path: string): Declaration {
  const declaration = pinnedBy(parse(path));
  if (declaration !== undefined) return declaration;
  throw unreadable(path, 'it has no object "properties", or "key_properties" is not a list of names');
}

function parse(path: string): JsonObject {
  try {
    return readRegularJson(path) as JsonObject;
  } catch (error) {
    throw unreadable(path, `it is not a file with one JSON object (${messageOf(error)})`, error);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): ProgramError {
  return new ProgramError('SCHEMAS_UNREADABLE', `The schemas in ${path} cannot be used: ${reason}.`, {
    remedy: 'Set "schemas" to a folder with one JSON Schema per table, TABLE.json.',
    cause,
  });
}
