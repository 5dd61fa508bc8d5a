import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, errorAnswer } from './answer.ts';
import type { Context, Input } from './context.ts';
import type { Fault, FaultScript } from './faults.ts';
import { readIterator } from './iterator.ts';
import type { LoggedRequest } from './request-log.ts';
import { push, type Subscription, subscribe } from './subscribe.ts';
import { drop, send } from './wire.ts';

/** What serving a request needs: the model, the script, the log, and when the server closes. */
export interface Serving {
  readonly context: Context;
  readonly log: LoggedRequest[];
  readonly counts: Map<string, number>;
  readonly closing: AbortSignal;
  faults: FaultScript | undefined;
}

/** Takes one request: logs it, asks the script, answers or misbehaves. */
export async function serve(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const logged = logRequest(serving, request, (await json(request)) as Input);
  const fault = scriptedFault(serving, logged);
  if (fault?.kind === 'delay') await sleep(fault.milliseconds, undefined, { signal: serving.closing });
  response.setHeader('date', new Date(serving.context.now()).toUTCString());
  if (logged.operation === 'SubscribeToShard' && !WHOLE.has(fault?.kind)) {
    await respondPushing(serving, logged, fault, response);
  } else logged.outcome = respond(serving.context, logged, fault, response);
}

/** Faults of a subscription that are those of any other call. */
const WHOLE: ReadonlySet<Fault['kind'] | undefined> = new Set(['error', 'garbage', 'hang']);

async function respondPushing(
  { context, closing }: Serving,
  logged: LoggedRequest,
  fault: Fault | undefined,
  response: ServerResponse,
): Promise<void> {
  if (fault?.kind === 'reset' && fault.when === 'before-headers') {
    logged.outcome = 'reset';
    return drop(response);
  }
  let subscription: Subscription;
  try {
    subscription = subscribe(context, logged.input);
  } catch (error) {
    logged.outcome = refuse(response, error);
    return;
  }
  logged.outcome = fault?.kind ?? 'ok';
  const end = (): void => subscription.ended.abort();
  closing.addEventListener('abort', end, { once: true });
  await push(context, subscription, response, fault);
  closing.removeEventListener('abort', end);
}

function refuse(response: ServerResponse, error: unknown): string {
  const refusal = errorAnswer(error);
  send(response, refusal, undefined);
  return refusal.outcome;
}

function logRequest(
  { context, log, counts }: Serving,
  request: IncomingMessage,
  input: Input,
): LoggedRequest {
  const [api = '', operation = ''] = String(request.headers['x-amz-target']).split('.');
  const [service = ''] = api.split('_');
  const { httpVersion } = request;
  const shardId = shardIdOf(input);
  const logged = { service, operation, input, shardId, at: context.now(), httpVersion, outcome: undefined };
  log.push(logged);
  counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return logged;
}

/** The shard that a request is about: named, or known from its iterator. */
function shardIdOf({ ShardId: shardId, ShardIterator: token }: Input): string | undefined {
  if (shardId !== undefined) return String(shardId);
  if (token === undefined) return undefined;
  try {
    return readIterator(token).shardId;
  } catch {
    return undefined; // no iterator of ours: the operation will say so
  }
}

function scriptedFault({ faults, counts }: Serving, logged: LoggedRequest): Fault | undefined {
  const { operation, input, shardId } = logged;
  return faults?.({ operation, input, shardId, count: counts.get(operation) ?? 0 });
}

function respond(
  context: Context,
  logged: LoggedRequest,
  fault: Fault | undefined,
  response: ServerResponse,
): string {
  if (fault?.kind === 'hang') return 'hang';
  if (fault?.kind === 'reset' && fault.when === 'before-headers') {
    drop(response);
    return 'reset';
  }
  const decided = answer(context, logged, fault);
  send(response, decided, fault);
  return fault?.kind === 'reset' ? 'reset' : decided.outcome;
}
