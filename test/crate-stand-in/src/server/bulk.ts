import type { Frame } from '../wire/frames.ts';
import { readBind, readExecute, readParse } from '../wire/frontend.ts';

/**
 * The SQL texts that the messages up to a Sync run more than once: CrateDB collects those into one bulk.
 * `known` returns the text of a statement that was parsed before.
 */
export function bulkTexts(
  unit: readonly Frame[],
  known: (statement: string) => string | undefined,
): Set<string> {
  const texts = new Map<string, string>();
  const portals = new Map<string, string>();
  const runs: string[] = [];
  for (const { type, body } of unit) {
    if (type === 'P') note(texts, readParse(body));
    if (type === 'B') {
      const { portal, statement } = readBind(body);
      portals.set(portal, texts.get(statement) ?? known(statement) ?? '');
    }
    if (type === 'E') runs.push(portals.get(readExecute(body)) ?? '');
  }
  return new Set(runs.filter((text, index) => runs.indexOf(text) !== index));
}

function note(
  texts: Map<string, string>,
  { name, sql }: { readonly name: string; readonly sql: string },
): void {
  texts.set(name, sql);
}
