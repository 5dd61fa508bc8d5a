import { parseJson, stringifyJson } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { ExportStores } from '../../tap-dynamodb-cdc/dist/export/export-stores.js';
import { findExport, readExportItems } from '../../tap-dynamodb-cdc/dist/items/export-items.js';
import type { ItemSourceTable } from '../../tap-dynamodb-cdc/dist/items/item-page.js';
import {
  type Advance,
  type ReadPosition,
  readPositionOf,
  readPositionValue,
} from '../../tap-dynamodb-cdc/dist/items/read-position.js';
import type { Item } from '../support/dynamodb/item.ts';
import { type Random, seededRandom } from '../support/dynamodb/random.ts';
import { writeExport } from '../support/exports/export-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const TABLE = 't';
const SIGNAL = new AbortController().signal;

class Killed extends Error {}

/** A table whose lines are nothing but keys. */
function sourceOf(stores: ExportStores): ItemSourceTable {
  const messenger = {
    lines: async ({ lines }: { lines: readonly string[] }) => ({
      schema: undefined,
      records: [],
      keys: lines.map((line) => [JSON.parse(line).Item.id.S]),
    }),
  };
  const description = { keys: ['id'], exampleKey: { id: { S: '0' } } };
  return {
    ...{ name: TABLE, description, messenger },
    parts: { stores, options: { snapshotSegments: 1 } },
  } as never;
}

/** What a kill leaves: a position, and the items that were done by then. */
interface Kept {
  readonly position: string;
  readonly done: readonly string[];
}

/** Reads on until the end or a kill; whatever is kept is of one moment. */
async function readOn(
  source: ItemSourceTable,
  kept: Kept,
  random: Random,
): Promise<Kept & { isOver: boolean }> {
  let position = readPositionOf(parseJson(kept.position)) as ReadPosition;
  const done = [...kept.done];
  let last = kept;
  const move = (advance: Advance): void => {
    position = advance(position);
  };
  const page = async (one: { keys: readonly Item[]; advance: Advance }): Promise<void> => {
    await new Promise(setImmediate);
    done.push(...one.keys.map(({ id }) => String((id as { S: string }).S)));
    move(one.advance);
    if (random.chance(0.5)) last = { position: stringifyJson(readPositionValue(position)), done: [...done] };
    if (random.chance(0.2)) throw new Killed();
  };
  const reading = { readUnits: undefined, consistent: false, sample: 1, segments: 1 + random.int(4) };
  if (!('export' in position)) throw new TypeError('it is no position in an export');
  try {
    await readExportItems(source, position.export, reading, { move, page: page as never }, SIGNAL);
  } catch (error) {
    if (error instanceof Killed) return { ...last, isOver: false };
    throw error;
  }
  return { position: '', done, isOver: true };
}

test(`each item of an export is looked at once, wherever the look is killed (SEED=${seed})`, async () => {
  let kills = 0;
  for (let run = 0; run < 10; run += 1) {
    const random = seededRandom(seed + run);
    using folder = temporaryFolder();
    using stores = new ExportStores({} as never, {} as never);
    const ids = Array.from({ length: random.int(40) }, (_, number) => `item-${number}`);
    const items = ids.map((id): Item => ({ id: { S: id } }));
    const spec = { table: TABLE, id: 'e', until: Date.now(), items, files: 1 + random.int(12) };
    const source = sourceOf(stores);
    const { beginning } = await findExport(stores, writeExport(folder.path, spec), TABLE, SIGNAL);
    let kept: Kept = { position: stringifyJson(readPositionValue(beginning)), done: [] };
    for (let isOver = false; !isOver; kills += isOver ? 0 : 1) {
      const next = await readOn(source, kept, random);
      ({ isOver } = next);
      kept = next;
    }
    expect([...kept.done].sort(), `SEED=${seed + run}`).toEqual([...ids].sort());
  }
  expect(kills).toBeGreaterThan(5);
});
