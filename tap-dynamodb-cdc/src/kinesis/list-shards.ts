import { ListShardsCommand, type ListShardsCommandOutput } from '@aws-sdk/client-kinesis';
import { ProgramError } from '@cdc-relay/singer';
import type { Shard } from '../shards/lineage.ts';
import type { StreamId } from './input.ts';
import { shardsOf } from './output.ts';

/** A large Kinesis stream has ten pages or so; more beginnings than this are not bad luck. */
const BEGINNINGS = 5;

/** Sends a request, and retries it after a transient error. */
export type SendListShards = (command: ListShardsCommand) => Promise<ListShardsCommandOutput>;

/**
 * Lists the shards, page by page; only those that were open at a time (milliseconds), if one is passed. The token of the
 * next page is good for five minutes: when it has expired, the listing starts again.
 */
export async function listShards(send: SendListShards, id: StreamId, openAt?: number): Promise<Shard[]> {
  for (let beginning = 1; ; beginning += 1) {
    try {
      return await listOnce(send, id, openAt);
    } catch (error) {
      if (!hasExpired(error) || beginning === BEGINNINGS) throw error;
    }
  }
}

async function listOnce(send: SendListShards, id: StreamId, openAt?: number): Promise<Shard[]> {
  const shards: Shard[] = [];
  let nextToken: string | undefined;
  do {
    // Kinesis refuses the stream's name together with a token.
    const page = await send(
      new ListShardsCommand(nextToken === undefined ? firstRequest(id, openAt) : { NextToken: nextToken }),
    );
    shards.push(...shardsOf(page));
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return shards;
}

function firstRequest(id: StreamId, openAt: number | undefined): ListShardsCommand['input'] {
  if (openAt === undefined) return id;
  return { ...id, ShardFilter: { Type: 'AT_TIMESTAMP', Timestamp: new Date(openAt) } };
}

function hasExpired(error: unknown): boolean {
  const cause = error instanceof ProgramError ? error.cause : undefined;
  return cause instanceof Error && cause.name === 'ExpiredNextTokenException';
}
