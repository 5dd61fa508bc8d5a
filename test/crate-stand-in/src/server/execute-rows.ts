import { arrayText } from '../coerce/array-text.ts';
import { learnerOf } from '../coerce/learner.ts';
import { coerceRow, coerceRows } from '../coerce/rows.ts';
import { PostgresError } from '../engine/postgres-error.ts';
import type { RowsParameter } from '../rewrite/plan.ts';
import { isOn } from '../statements/session.ts';
import { commandComplete } from '../wire/backend.ts';
import type { Frame } from '../wire/frames.ts';
import type { Bind } from '../wire/frontend.ts';
import { bytesOf, tagOf } from './answer.ts';
import { grow, objectsOf, withText } from './bind-values.ts';
import type { Context } from './context.ts';
import type { PreparedQuery } from './prepared.ts';

/** The classes of PostgreSQL's errors that are about a row: data, constraints, one row met twice. */
const ABOUT_A_ROW = /^(?:21|22|23)/;

/** Runs the statement for some of its rows. */
type Run = (rows: readonly string[]) => Promise<readonly Frame[]>;

/**
 * Runs an INSERT from objects. As in CrateDB a row of an array that cannot be written is left out without an
 * error, and the tag says how many were written; one object that cannot be written is refused.
 */
export async function executeRows(
  query: PreparedQuery,
  parameter: RowsParameter,
  bind: Bind,
  context: Context,
): Promise<Buffer> {
  const { engine, settings } = context;
  const learner = learnerOf(parameter.table);
  const mustHaveKeys = isOn(settings, 'error_on_unknown_object_key', true);
  const objects = objectsOf(bind, parameter);
  const execute = (text: string) => engine.execute(query.name, withText(bind, parameter.index, text));
  if (parameter.isSingle) {
    const row = coerceRow(objects[0] ?? '{}', parameter, learner.learn, mustHaveKeys);
    await grow(learner.grown(), context);
    return bytesOf(await execute(row));
  }
  const rows = coerceRows(objects, parameter, learner.learn, mustHaveKeys);
  await grow(learner.grown(), context);
  const isStrict = isOn(settings, 'insert_select_fail_fast', false);
  return runRows(rows, isStrict, (some) => execute(arrayText(some)));
}

async function runRows(rows: readonly string[], isStrict: boolean, run: Run): Promise<Buffer> {
  try {
    return bytesOf(await run(rows));
  } catch (error) {
    if (isStrict || !isAboutARow(error)) throw error;
    return await oneByOne(rows, run);
  }
}

async function oneByOne(rows: readonly string[], run: Run): Promise<Buffer> {
  const returned: Frame[] = [];
  let written = 0;
  for (const row of rows) {
    const frames = await run([row]).catch(nothingIfAboutTheRow);
    returned.push(...frames.filter((frame) => frame.type === 'D'));
    written += Number(/\d+$/.exec(tagOf(frames))?.[0] ?? 0);
  }
  return Buffer.concat([bytesOf(returned), commandComplete(`INSERT 0 ${written}`)]);
}

function nothingIfAboutTheRow(error: unknown): readonly Frame[] {
  if (isAboutARow(error)) return [];
  throw error;
}

function isAboutARow(error: unknown): boolean {
  return error instanceof PostgresError && ABOUT_A_ROW.test(error.code);
}
