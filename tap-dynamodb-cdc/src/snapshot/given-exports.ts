import { ProgramError } from '@cdc-relay/singer';
import { chainOf } from '../export/chain.ts';
import { unusable } from '../export/manifest.ts';
import { openExport, type TableExport } from '../export/open-export.ts';
import type { ExportStore } from '../export/store.ts';

/** An export that the settings name. */
export interface GivenExport extends TableExport {
  readonly where: string;
}

/** What finds the exports that the settings name. */
export interface GivenSources {
  readonly locations: readonly string[];
  readonly open: (location: string) => Promise<ExportStore>;
  readonly wants: (table: string) => boolean;
}

/**
 * The exports that the settings name, by table, each in the order in which they are to be read. Throws EXPORT_NOT_FOUND,
 * EXPORT_CORRUPT, EXPORT_UNUSABLE.
 */
export async function givenExports(
  { locations, open, wants }: GivenSources,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly GivenExport[]>> {
  const byTable = new Map<string, GivenExport[]>();
  for (const location of locations) {
    const store = await open(location);
    const opened = { ...(await openExport(store, signal)), where: store.where };
    const { table } = opened.summary;
    if (!wants(table))
      throw unusable(
        store.where,
        `it is of the table ${JSON.stringify(table)}, which the settings exclude`,
        OTHER,
      );
    byTable.set(table, [...(byTable.get(table) ?? []), opened]);
  }
  return new Map([...byTable].map(([table, exports]) => [table, chainOf(exports)]));
}

const OTHER = 'Name an export of the right table, or correct the setting "tables".';

/** The fault of a table that is to be read from an export, where there is none and none may be requested. */
export function noExport(table: string, others: Iterable<string>): ProgramError {
  const named = [...others].map((name) => JSON.stringify(name)).join(', ');
  return new ProgramError(
    'EXPORT_NOT_FOUND',
    `"snapshot_source" is export, and there is no export of the table ${JSON.stringify(table)}: snapshot_exports has ${named === '' ? 'none' : `only those of ${named}`}.`,
    {
      remedy: 'Add one to snapshot_exports, or set snapshot_export_to, so that the tap asks DynamoDB for it.',
    },
  );
}
