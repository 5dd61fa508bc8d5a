import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from './aws-error.ts';
import { requestedConsumer } from './consumers.ts';
import { type Context, type Input, requestedShard } from './context.ts';
import { eventHeaders, eventMessage, exceptionHeaders } from './event-message.ts';
import type { Fault } from './faults.ts';
import { childShards, millisBehind } from './get-records.ts';
import type { KinesisStream, Shard } from './model.ts';
import { editedPage } from './page-edit.ts';
import { sequenceNumber } from './sequence-number.ts';
import { startingPosition } from './shard-iterator.ts';

/** A shard that pushes, from a position on. */
export interface Subscription {
  readonly key: string;
  readonly stream: KinesisStream;
  readonly shard: Shard;
  position: number;
  /** The reader does not accept what was written. */
  isHeldBack: boolean;
  /** Ends it, as a later call for the same consumer and shard does. */
  readonly ended: AbortController;
}

const FIRST_MESSAGE = eventMessage(eventHeaders('initial-response'), Buffer.from('{}'));
/** How often a shard without new records is looked at. */
const LOOK_MS = 2;

/** Begins a subscription, or takes it from an earlier call. @throws AwsError */
export function subscribe(context: Context, input: Input): Subscription {
  const consumer = requestedConsumer(context, input);
  const shard = requestedShard(consumer.stream, input.ShardId);
  const { Type, SequenceNumber, Timestamp } = input.StartingPosition as Input;
  const start = { ShardIteratorType: Type, StartingSequenceNumber: SequenceNumber, Timestamp };
  const position = startingPosition(context, shard, start);
  const key = `${consumer.arn} ${shard.id}`;
  const other = context.subscriptions.get(key);
  if (other !== undefined && context.now() - other.at < context.behaviour.takeoverMs)
    throw new AwsError('ResourceInUseException', `Another active subscription exists for ${key}.`);
  other?.subscription.ended.abort();
  const { overlap } = context.behaviour;
  const from = Math.max(shard.trimmed, position - overlap);
  const ended = new AbortController();
  const subscription = { key, stream: consumer.stream, shard, position: from, isHeldBack: false, ended };
  context.subscriptions.set(key, { at: context.now(), subscription });
  return subscription;
}

/** Pushes events until the shard ends, the subscription expires, or one side closes the connection. */
export async function push(
  context: Context,
  subscription: Subscription,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const closed = once(response, 'close').then(() => subscription.ended.abort());
  try {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.write(FIRST_MESSAGE);
    await pushAll(context, subscription, response, fault);
  } catch (error) {
    if (!subscription.ended.signal.aborted) throw error;
  } finally {
    const { subscriptions } = context;
    if (subscriptions.get(subscription.key)?.subscription === subscription)
      subscriptions.delete(subscription.key);
    response.end();
    await closed;
  }
}

async function pushAll(
  context: Context,
  subscription: Subscription,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const { signal } = subscription.ended;
  for (let events = 0; events < context.behaviour.eventsPerSubscription; events += 1) {
    await moreToSay(context, subscription);
    const { bytes, isLast } = nextEvent(context, subscription, events === 0 ? fault : undefined);
    if (fault?.kind === 'reset') return breakOff(response, bytes, fault.when === 'mid-body');
    subscription.isHeldBack = !response.write(bytes);
    if (subscription.isHeldBack) await once(response, 'drain', { signal });
    subscription.isHeldBack = false;
    if (isLast) return;
    if (fault?.kind === 'exception') {
      response.write(eventMessage(exceptionHeaders(fault.type), Buffer.from('{"message":"as scripted"}')));
      return;
    }
  }
}

/** Waits for records, or for the time of an empty event. */
async function moreToSay({ behaviour }: Context, { shard, position, ended }: Subscription): Promise<void> {
  const until = performance.now() + behaviour.heartbeatMs;
  const isQuiet = (): boolean => shard.records.length <= position && shard.closedAt === undefined;
  while (isQuiet() && performance.now() < until) await sleep(LOOK_MS, undefined, { signal: ended.signal });
}

function nextEvent(
  context: Context,
  subscription: Subscription,
  fault: Fault | undefined,
): { bytes: Buffer; isLast: boolean } {
  const { shard, stream } = subscription;
  const from = Math.max(subscription.position, shard.trimmed);
  const page = editedPage(shard, from, context.behaviour.pageSize, fault?.kind === 'page' ? fault.edit : {});
  const isLast = shard.closedAt !== undefined && page.to === shard.records.length;
  subscription.position = page.to;
  const rest = JSON.stringify({
    MillisBehindLatest: millisBehind(context, shard, page),
    ContinuationSequenceNumber: isLast ? null : sequenceNumber(shard.number, page.to),
    ...(isLast ? { ChildShards: childShards(stream, shard) } : {}),
  });
  const payload = Buffer.concat([Buffer.from('{"Records":['), page.json, Buffer.from(`],${rest.slice(1)}`)]);
  return { bytes: eventMessage(eventHeaders('SubscribeToShardEvent'), payload), isLast };
}

function breakOff(response: ServerResponse, event: Buffer, inTheMiddle: boolean): void {
  if (inTheMiddle) response.write(event.subarray(0, event.length / 2));
  if ('stream' in response) (response.stream as { close(code: number): void }).close(2);
  else response.socket?.destroySoon();
}
