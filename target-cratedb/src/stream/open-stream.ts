import type { SchemaMessage } from '@cdc-relay/singer';
import { StreamCheck } from '../json-schema/stream-check.ts';
import type { TableName } from '../sql/quote.ts';
import { readTable } from '../table/catalog.ts';
import { tableMissing } from '../table/table-missing.ts';
import { transformOf } from '../transform/stream-transform.ts';
import type { StreamContext } from './stream-context.ts';
import { StreamPipeline } from './stream-pipeline.ts';

/**
 * Opens a stream and its table by its first SCHEMA; null when stream_maps leaves it out. Throws BadRecord when its
 * records could not be loaded, and the faults of opening a table.
 */
export async function openStream(
  context: StreamContext,
  message: SchemaMessage,
): Promise<StreamPipeline | null> {
  const { log, options, tables } = context;
  const map = options.maps.of(message.stream);
  if (map === null) {
    log.info('this stream is left out because of stream_maps', { stream: message.stream });
    return null;
  }
  const checks = new StreamCheck(log, options.transform.patterns);
  const rules = { options: options.transform, map, checks };
  const transform = transformOf(message, rules);
  const name = tables.assign(transform.schema.stream);
  await checkIsThere(context, message.stream, name);
  return await StreamPipeline.open(context, name, transform, rules, context.counts.of(message.stream));
}

/** Throws TABLE_MISSING when an earlier run has loaded the stream into a table that is gone. */
async function checkIsThere(context: StreamContext, stream: string, name: TableName): Promise<void> {
  const { db, options, wasLoaded } = context;
  if (options.overwrites || !(await wasLoaded(stream))) return;
  if ((await readTable(db, name)) === undefined) throw tableMissing(name, stream);
}
