import { parse } from '../grammar/parse.ts';
import { originalName } from '../rewrite/identifiers.ts';
import { planStatement } from '../statements/planner.ts';
import * as backend from '../wire/backend.ts';
import type { Frame } from '../wire/frames.ts';
import { rowDescription } from '../wire/row-description.ts';
import { message } from '../wire/write.ts';
import { withVerb } from './answer.ts';
import type { Context } from './context.ts';

/**
 * Runs the statements of a simple Query one by one, each for itself: CrateDB has no transactions. Nothing is
 * run when one of them is no SQL.
 */
export async function runScript(sql: string, context: Context, send: (bytes: Buffer) => void): Promise<void> {
  const statements = parse(sql);
  if (statements.length === 0) send(backend.emptyQueryResponse);
  for (const statement of statements) {
    const plan = planStatement(statement, context.world);
    if (plan.kind === 'command') send(backend.commandComplete(await plan.run(context.settings)));
    else
      for (const frame of await context.engine.query(plan.sql)) send(asCrateDB(withVerb(frame, plan.verb)));
  }
}

function asCrateDB({ type, body }: Frame): Buffer {
  return type === 'T' ? rowDescription(body, originalName, []) : message(type, body);
}
