import type { Table } from '../catalogue/table.ts';
import { parseArrayText } from '../coerce/array-text.ts';
import { parseBinaryArray } from '../coerce/binary-array.ts';
import { learnerOf } from '../coerce/learner.ts';
import { coerceParameter } from '../coerce/parameter.ts';
import type { QueryPlan, RowsParameter } from '../rewrite/plan.ts';
import { publish } from '../statements/publish.ts';
import type { Bind } from '../wire/frontend.ts';
import type { Context } from './context.ts';

/** Casts the parameters of a query that go to columns as they are. */
export async function castValues(
  bind: Bind,
  { table, parameters }: QueryPlan,
  context: Context,
): Promise<Bind> {
  if (table === undefined || parameters.size === 0) return bind;
  const learner = learnerOf(table);
  const values = bind.values.map((value, index) => {
    const column = parameters.get(index);
    if (column === undefined || value === null || isBinary(bind, index)) return value;
    const text = coerceParameter(value.toString('utf8'), column, learner.learn);
    return text === null ? null : Buffer.from(text);
  });
  await grow(learner.grown(), context);
  return { ...bind, values };
}

/** The texts of the objects that a parameter holds: one, or an array of them in either format. */
export function objectsOf(bind: Bind, { index, isSingle }: RowsParameter): string[] {
  const value = bind.values[index];
  if (value === null || value === undefined) return [];
  if (isSingle) return [value.toString('utf8')];
  const elements = isBinary(bind, index) ? parseBinaryArray(value) : parseArrayText(value.toString('utf8'));
  return elements.filter((element) => element !== null);
}

/** The same values, but one of them another text. */
export function withText(bind: Bind, index: number, text: string): Bind {
  const formats = bind.values.map((_, each) => (each !== index && isBinary(bind, each) ? 1 : 0));
  return { ...bind, formats, values: bind.values.with(index, Buffer.from(text)) };
}

function isBinary({ formats }: Bind, index: number): boolean {
  return (formats.length > 1 ? formats[index] : formats[0]) === 1;
}

/** Makes the members known that values have brought to a table's dynamic objects. */
export async function grow(table: Table | undefined, { world }: Context): Promise<void> {
  if (table === undefined) return;
  await world.changes.run(async () => {
    await world.engine.query(publish(table));
    world.catalogue.put(table);
  });
}
