import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { counted, invalidSettings, messageOf, openRegular } from '@cdc-relay/singer';
import { type KeyedTable, keyOfLine } from './key-lines.ts';
import type { ItemKey } from './settle.ts';

/** Keys that are looked at together. */
const AT_ONCE = 500;

/** Bad lines beyond this many are only counted. */
const MAX_NAMED = 10;

/** Reads a file of keys once and names its bad lines. Throws CONFIG_INVALID. */
export async function checkKeys(path: string, table: KeyedTable): Promise<void> {
  const problems: string[] = [];
  let bad = 0;
  for await (const { number, key } of linesOf(path, table)) {
    if (typeof key !== 'string') continue;
    bad += 1;
    if (bad <= MAX_NAMED) problems.push(`line ${number} of the file of "--keys": ${key}`);
  }
  if (bad > MAX_NAMED) problems.push(`${counted(bad - MAX_NAMED, 'more bad line')} in the file of "--keys"`);
  if (bad > 0) throw invalidSettings(problems);
}

/** The keys of a file whose lines were checked, some at a time. */
export async function* keysOf(path: string, table: KeyedTable): AsyncGenerator<ItemKey[]> {
  let keys: ItemKey[] = [];
  for await (const { key } of linesOf(path, table)) {
    if (typeof key !== 'string') keys.push(key);
    if (keys.length < AT_ONCE) continue;
    yield keys;
    keys = [];
  }
  yield keys;
}

async function* linesOf(
  path: string,
  table: KeyedTable,
): AsyncGenerator<{ readonly number: number; readonly key: ItemKey | string }> {
  try {
    const input = createReadStream('', { fd: openRegular(path, { followsLink: true }) });
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    const faults: Error[] = [];
    // Lines end when the file does, whatever the reason.
    input.once('error', (error) => {
      faults.push(error);
      lines.close();
    });
    let number = 0;
    for await (const line of lines) {
      number += 1;
      const text = line.replace(/^\uFEFF/, '');
      if (text.trim() !== '') yield { number, key: keyOfLine(text, table) };
    }
    if (faults.length > 0) throw faults[0];
  } catch (error) {
    throw invalidSettings([`the file of "--keys" cannot be read: ${messageOf(error)}`]);
  }
}
