import type { TestSchema } from '../support/cratedb/schema.ts';
import { type Change, itemIdentity } from '../support/dynamodb/change.ts';
import { expectedRow } from '../support/dynamodb/expected.ts';
import type { Table } from '../support/dynamodb/table.ts';
import type { ChangeSource, Passed } from './change-source.ts';
import type { Delivery } from './scenario.ts';

/** What a state is checked against. */
export interface Evidence {
  readonly source: ChangeSource;
  readonly schema: TestSchema;
  readonly tables: readonly Table[];
}

/**
 * Reads CrateDB and returns the changes before a printed state that are not there: of each item, the row
 * must be as new as the newest change that the bookmarks have passed, or deleted by that one or a newer one.
 */
export async function notDurable(state: string, evidence: Evidence): Promise<string[]> {
  const passed = evidence.source.passed(state);
  const findings: string[] = [];
  for (const table of evidence.tables) {
    const newest = newestPerItem(passed.filter(({ change }) => change.tableName === table.name));
    if (newest.length === 0) continue;
    const versions = await versionsIn(evidence.schema, table);
    if (versions === undefined) continue;
    for (const { change, version: least } of newest) {
      const version = versions.get(idOf(change, table));
      const isThere = version === undefined ? mayBeDeleted(change, evidence.source.put) : version >= least;
      if (!isThere)
        findings.push(
          `passed and not written: ${describe(change)} as ${least}, the row's version ${version}`,
        );
    }
  }
  return findings;
}

function newestPerItem(passed: readonly Passed[]): Passed[] {
  const newest = new Map<string, Passed>();
  for (const one of passed) {
    const id = itemIdentity(one.change);
    if (one.version >= (newest.get(id)?.version ?? 0)) newest.set(id, one);
  }
  return [...newest.values()];
}

/** The versions of the rows, by key; undefined while the target has closed the table, which it then rebuilds. */
async function versionsIn(
  schema: TestSchema,
  { name, keys }: Table,
): Promise<Map<string, number> | undefined> {
  try {
    const rows = await schema.rows(name);
    return new Map(
      rows.map((row) => [
        JSON.stringify(Object.keys(keys).map((key) => String(row[key]))),
        Number(row._sdc_sequence),
      ]),
    );
  } catch (error) {
    if (String(error).includes('currently closed')) return undefined;
    throw error;
  }
}

function idOf({ keys }: Change, table: Table): string {
  const row = expectedRow(keys);
  return JSON.stringify(Object.keys(table.keys).map((key) => String(row[key])));
}

/** A removal may have been written that is as new as the change, or newer. */
function mayBeDeleted(change: Change, put: readonly Delivery[]): boolean {
  const id = itemIdentity(change);
  return put.some(
    ({ change: other }) =>
      other.eventName === 'REMOVE' && other.at >= change.at && itemIdentity(other) === id,
  );
}

function describe({ tableName, eventName, keys, at }: Change): string {
  return `${eventName} ${tableName} ${JSON.stringify(keys)} at ${at}`;
}
