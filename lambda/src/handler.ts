import { codeOf, type Environment, messageOf } from '@cdc-relay/singer';
import { Secrets } from './environment/secrets.ts';
import { settingsOf } from './environment/settings.ts';
import type { InvocationContext, StreamBatchResponse, StreamEvent } from './event.ts';
import { FunctionLog } from './log.ts';
import { metricsOf, nothingDone, type Outcome } from './outcome.ts';
import { recordsOf } from './source-records.ts';
import { Workers } from './workers.ts';

/** What AWS Lambda calls. */
export type Handler = (event: StreamEvent, context: InvocationContext) => Promise<StreamBatchResponse>;

/**
 * Makes a handler with settings from an environment; its workers are kept between invocations. The answer names the first
 * record that is not in CrateDB, so that Lambda delivers from there again; nothing counts as done before CrateDB has it.
 * The handler throws CONFIG_INVALID, EVENT_UNKNOWN and SECRET_UNREADABLE: then Lambda keeps all records.
 */
export function createHandler(environment: Environment): Handler {
  const log = new FunctionLog(environment);
  const secrets = new Secrets((values) => log.logger.hide(values));
  const workers = new Workers(environment, secrets, log.logger);
  warmUp(environment);
  return async (event, context) => {
    log.requestId = context.awsRequestId;
    const batch = recordsOf(event);
    const report = (outcome: Outcome): void => {
      // Others may have begun meanwhile.
      log.requestId = context.awsRequestId;
      log.metrics(metricsOf(batch.records, outcome, Date.now()));
    };
    const outcome = await workers.carry(batch, context).catch((fault: unknown) => {
      report(nothingDone(batch.records, fault));
      throw fault;
    });
    report(outcome);
    return answer(outcome, log);
  };
}

function answer({ pending, fault }: Outcome, { logger }: FunctionLog): StreamBatchResponse {
  if (pending === undefined) return { batchItemFailures: [] };
  const { sequenceNumber: itemIdentifier } = pending;
  logger.error(
    `records from ${itemIdentifier} on are not in CrateDB: ${codeOf(fault) ?? ''} ${messageOf(fault)}`,
  );
  return { batchItemFailures: [{ itemIdentifier }] };
}

/** Compiles the checks of settings while Lambda starts the function, with more of a processor than an invocation may get. */
function warmUp(environment: Environment): void {
  try {
    settingsOf(environment);
  } catch {
    // The invocation says it: without the secrets nothing can be said yet.
  }
}
