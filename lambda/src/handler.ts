import { codeOf, type Environment, messageOf } from '@cdc-relay/singer';
import { Secrets } from './environment/secrets.ts';
import { settingsOf } from './environment/settings.ts';
import type { InvocationContext, StreamBatchResponse, StreamEvent } from './event.ts';
import { FunctionLog } from './log.ts';
import { metricsOf } from './outcome.ts';
import { isOfTableStreams, sourceRecords } from './source-records.ts';
import { Worker } from './worker.ts';

/** What AWS Lambda calls. */
export type Handler = (event: StreamEvent, context: InvocationContext) => Promise<StreamBatchResponse>;

/** Of the time that an invocation has left, this much is kept for the answer, in milliseconds. */
const FOR_THE_ANSWER = 1_000;

/**
 * Makes a handler with settings from an environment; its worker, one for each kind of event, is kept between invocations. The answer names the first
 * record that is not in CrateDB, so that Lambda delivers from there again; nothing counts as done before CrateDB has it.
 * The handler throws CONFIG_INVALID, EVENT_UNKNOWN and SECRET_UNREADABLE: then Lambda keeps all records.
 */
export function createHandler(environment: Environment): Handler {
  const log = new FunctionLog(environment);
  const secrets = new Secrets((values) => log.logger.hide(values));
  const workers = new Map<boolean, Worker>();
  return async (event, context) => {
    log.requestId = context.awsRequestId;
    const records = sourceRecords(event);
    const ofTableStreams = isOfTableStreams(event);
    let worker = workers.get(ofTableStreams);
    if (worker?.isUsable !== true) {
      worker = new Worker(settingsOf(await secrets.resolve(environment)), ofTableStreams, log.logger);
      workers.set(ofTableStreams, worker);
    }
    const time = context.getRemainingTimeInMillis() - FOR_THE_ANSWER;
    const outcome = await worker.carry(records, context.awsRequestId, time);
    log.metrics(metricsOf(records, outcome, Date.now()));
    const { pending, fault } = outcome;
    if (codeOf(fault) === 'CRATEDB_LOGIN_REFUSED') secrets.forget();
    if (pending === undefined) return { batchItemFailures: [] };
    const { sequenceNumber: itemIdentifier } = pending;
    log.logger.error(
      `records from ${itemIdentifier} on are not in CrateDB: ${codeOf(fault) ?? ''} ${messageOf(fault)}`,
    );
    return { batchItemFailures: [{ itemIdentifier }] };
  };
}
