import { codeOf, type JsonValue, messageOf, parseJson } from '@cdc-relay/singer';
import { Checksum } from './checksum.ts';
import { corrupt, notFound } from './faults.ts';
import { type ExportFile, type ExportSummary, filesOf, summaryOf, unusable } from './manifest.ts';
import type { ExportStore } from './store.ts';

/** An export that can be read. */
export interface TableExport {
  readonly store: ExportStore;
  readonly summary: ExportSummary;
}

/** The manifests of the largest tables have some thousand lines. */
const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;

/** Reads what an export says of itself. Throws EXPORT_NOT_FOUND, EXPORT_CORRUPT, EXPORT_UNUSABLE. */
export async function openExport(store: ExportStore, signal: AbortSignal): Promise<TableExport> {
  const text = await ifThere(manifest(store, 'manifest-summary', signal));
  if (text === undefined) throw notFound(store.where);
  return { store, summary: summaryOf(jsonOf(text, 'manifest-summary.json', store), store.where) };
}

/** Its data files, in the order of the manifest. Throws EXPORT_FILE_MISSING, EXPORT_CORRUPT, EXPORT_UNUSABLE. */
export async function filesOfExport(
  { store, summary }: TableExport,
  signal: AbortSignal,
): Promise<readonly ExportFile[]> {
  const text = await manifest(store, 'manifest-files', signal);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map((line) => jsonOf(line, 'manifest-files.json', store));
  return filesOf(values, summary, store.where);
}

/** A manifest whose checksum, where there is one, is right. AWS's guide names the checksum's file otherwise than AWS does. */
async function manifest(store: ExportStore, name: string, signal: AbortSignal): Promise<string> {
  const path = `${name}.json`;
  const bytes = await whole(store, path, signal);
  const expected =
    (await ifThere(whole(store, `${name}.md5`, signal))) ??
    (await ifThere(whole(store, `${name}.checksum`, signal)));
  const checksum = new Checksum();
  checksum.add(bytes);
  if (expected !== undefined && !checksum.equals(expected.toString('utf8')))
    throw corrupt(store.where, path, 'its MD5 is not that of its checksum file');
  return bytes.toString('utf8');
}

async function whole(store: ExportStore, path: string, signal: AbortSignal): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of store.bytes(path, signal)) {
    bytes += chunk.byteLength;
    if (bytes > MAX_MANIFEST_BYTES) throw unusable(store.where, `${path} is too large`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function ifThere<T>(file: Promise<T>): Promise<T | undefined> {
  return await file.catch((error: unknown) => {
    if (codeOf(error) === 'EXPORT_FILE_MISSING') return undefined;
    throw error;
  });
}

function jsonOf(text: string, path: string, { where }: ExportStore): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    throw unusable(where, `${path} is no JSON (${messageOf(error)})`);
  }
}
