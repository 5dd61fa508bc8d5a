import { codeOf, type Environment, messageOf } from '@cdc-relay/singer';
import type { InvocationContext, StreamBatchResponse, StreamEvent } from './event.ts';
import { FunctionLog } from './log.ts';
import { settingsOf } from './settings.ts';
import { sourceRecords } from './source-records.ts';
import { Worker } from './worker.ts';

/** What AWS Lambda calls. */
export type Handler = (event: StreamEvent, context: InvocationContext) => Promise<StreamBatchResponse>;

/** Of the time that an invocation has left, this much is kept for the answer, in milliseconds. */
const FOR_THE_ANSWER = 1_000;

/**
 * Makes a handler with settings from an environment; its worker is kept between invocations. The answer names the first
 * record that is not in CrateDB, so that Lambda delivers from there again; nothing counts as done before CrateDB has it.
 * The handler throws CONFIG_INVALID and EVENT_UNKNOWN: then Lambda keeps all records.
 */
export function createHandler(environment: Environment): Handler {
  const log = new FunctionLog(environment);
  let worker: Worker | undefined;
  return async (event, { awsRequestId, getRemainingTimeInMillis }) => {
    log.requestId = awsRequestId;
    if (worker?.isUsable !== true) worker = new Worker(settingsOf(environment), log.logger);
    const time = getRemainingTimeInMillis() - FOR_THE_ANSWER;
    const { pending, fault } = await worker.carry(sourceRecords(event), awsRequestId, time);
    if (pending === undefined) return { batchItemFailures: [] };
    log.logger.error(
      `records from ${pending} on are not in CrateDB: ${codeOf(fault) ?? ''} ${messageOf(fault)}`,
    );
    return { batchItemFailures: [{ itemIdentifier: pending }] };
  };
}
