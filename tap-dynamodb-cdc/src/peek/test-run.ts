import type { LineWriter } from '@cdc-relay/singer';
import type { TableStream } from '../tables/table-stream.ts';
import { wantedStreams } from './discover.ts';
import { type LearningSources, learnFromPeek } from './learn.ts';

/**
 * Prints what a run would print of each stream: its SCHEMA and, for `all`, one RECORD; no STATE. So an orchestrator
 * can test a configuration without consuming anything.
 */
export async function testRun(
  sources: LearningSources,
  output: LineWriter,
  what: 'all' | 'schema',
): Promise<void> {
  const first = new Map<TableStream, string>();
  const time = new Date().toISOString();
  await learnFromPeek(sources, ({ stream, record }) => {
    if (!first.has(stream)) first.set(stream, stream.recordLine(record, time));
  });
  const streams = what === 'schema' ? wantedStreams(sources) : first.keys();
  for (const stream of streams) {
    await output.write(stream.announcement() ?? '');
    const record = first.get(stream);
    if (what === 'all' && record !== undefined) await output.write(record);
  }
  await output.end();
  const source = sources.options.mode === 'snapshot' ? 'DynamoDB' : 'the Kinesis stream';
  if (first.size === 0) sources.log.info(`${source} can be read; nothing in it would become a record`);
}
