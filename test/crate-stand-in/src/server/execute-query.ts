import { PostgresError } from '../engine/postgres-error.ts';
import { CrateError, INTERNAL } from '../errors/crate-error.ts';
import { commandComplete } from '../wire/backend.ts';
import type { Bind } from '../wire/frontend.ts';
import { bytesOf, tagOf, withVerb } from './answer.ts';
import { castValues } from './bind-values.ts';
import type { Context } from './context.ts';
import { executeRows } from './execute-rows.ts';
import type { PreparedQuery } from './prepared.ts';

/** What CrateDB counts in a bulk for a row that is not there, or is there already. */
const MISSED = -3;
const DUPLICATE_KEY = '23505';

/**
 * Runs a query with its parameters; returns rows and tag. `isInBulk`: the same statement is run several times
 * before the next Sync, which CrateDB makes one bulk of, with counts of its own.
 */
export async function executeQuery(
  query: PreparedQuery,
  bind: Bind,
  isInBulk: boolean,
  context: Context,
): Promise<Buffer> {
  const { rows } = query.plan;
  if (rows === undefined)
    return isInBulk ? executeOfBulk(query, bind, context) : execute(query, bind, context);
  if (isInBulk && !rows.isSingle) throw new CrateError(INTERNAL, 'Bulk operation not supported for Insert');
  return executeRows(query, rows, bind, context);
}

async function execute({ name, plan }: PreparedQuery, bind: Bind, context: Context): Promise<Buffer> {
  const frames = await context.engine.execute(name, await castValues(bind, plan, context));
  return bytesOf(frames.map((frame) => withVerb(frame, plan.verb)));
}

async function executeOfBulk({ name, plan }: PreparedQuery, bind: Bind, context: Context): Promise<Buffer> {
  try {
    const frames = await context.engine.execute(name, await castValues(bind, plan, context));
    const tag = tagOf(frames);
    const isMiss = plan.isByKey && /^(?:DELETE|UPDATE) 0$/.test(tag);
    return isMiss ? commandComplete(tag.replace(/0$/, String(MISSED))) : bytesOf(frames);
  } catch (error) {
    if (error instanceof PostgresError && error.code === DUPLICATE_KEY)
      return commandComplete(`INSERT 0 ${MISSED}`);
    throw error;
  }
}
