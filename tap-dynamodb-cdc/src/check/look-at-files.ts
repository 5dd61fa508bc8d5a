import {
  counted,
  type Finding,
  fail,
  type JsonObject,
  ok,
  readJsonFile,
  unwritable,
} from '@cdc-relay/singer';
import { deadLetterPath } from '../emit/bad-records.ts';
import { PositionGone } from '../kinesis/port.ts';
import { SHORTEST_RETENTION_MS } from '../reading/gap-policy.ts';
import { type Bookmark, positionAfter } from '../shards/bookmark.ts';
import { parseState } from '../state/parse.ts';
import type { StreamState } from '../state/state.ts';
import { judgeBookmarks, oldShards } from './bookmarks.ts';
import { required } from './denied.ts';
import type { Known } from './look-at-stream.ts';
import type { CheckParts } from './parts.ts';

/** Reads the state. Throws what is wrong with the file. */
export async function lookAtState(parts: CheckParts, known: Known): Promise<Finding[]> {
  const { options, statePath, kinesisStream } = parts;
  const begins = `a run begins at "${options.start}"`;
  if (statePath === undefined) return [ok(`no --state: ${begins}`)];
  known.state = parseState((await readJsonFile(statePath, 'state')) as JsonObject, kinesisStream);
  const { size } = known.state.bookmarks;
  return [ok(size === 0 ? `none yet: ${begins}` : `bookmarks of ${counted(size, 'shard')}`)];
}

/** Looks whether the stream still has what comes after the bookmarks. */
export async function lookAtBookmarks(
  parts: CheckParts,
  { shards, state, summary }: Known,
): Promise<Finding[]> {
  const { kinesis } = parts.source;
  if (state === undefined || state.bookmarks.size === 0) return [];
  const retentionMs = summary?.retentionMs ?? SHORTEST_RETENTION_MS;
  const listing = { shards, horizon: kinesis.time - retentionMs, rotates: kinesis.rotates === true };
  try {
    const gone = await goneShards(parts, state, oldShards(state, listing));
    return [judgeBookmarks(state, listing, gone, parts.options.onGap)];
  } catch (error) {
    return [required('kinesis:GetShardIterator', error)];
  }
}

/** Those of the shards whose positions are refused. */
async function goneShards(
  { source, signal }: CheckParts,
  { bookmarks }: StreamState,
  ids: readonly string[],
): Promise<string[]> {
  const gone: string[] = [];
  for (const id of ids) {
    const position = positionAfter(bookmarks.get(id) as Bookmark);
    try {
      if (position !== undefined) await source.kinesis.shardIterator(id, position, signal);
    } catch (error) {
      if (!(error instanceof PositionGone)) throw error;
      gone.push(id);
    }
  }
  return gone;
}

/** Reads the catalog, where one is named. Throws what is wrong with the file. */
export async function lookAtCatalog({ catalogPath }: CheckParts): Promise<Finding[]> {
  if (catalogPath === undefined) return [];
  await readJsonFile(catalogPath, 'catalog');
  return [ok(`${catalogPath} can be read`)];
}

/** Looks whether bad records have a place. */
export async function lookAtBadRecords({ options }: CheckParts): Promise<Finding[]> {
  const path = deadLetterPath(options);
  if (path === undefined) return [ok('no file: the first bad record ends a run')];
  const problem = unwritable(path, { replaced: false });
  return [problem === undefined ? ok(path) : fail(`the file ${path} cannot be written: ${problem}`)];
}
