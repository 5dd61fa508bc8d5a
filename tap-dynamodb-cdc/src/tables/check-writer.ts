import { ProgramError } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import type { Writer } from './table-memory.ts';

/**
 * Who wrote the change records of a table, an event later. Throws SOURCES_MIXED when that is another one than before:
 * times that are exact and times cut to the second order no changes of an item.
 */
export function checkWriter(
  known: Writer | undefined,
  { table, streamSequence }: Pick<ChangeEvent, 'table' | 'streamSequence'>,
): Writer {
  const writer = streamSequence === undefined ? 'dynamodb' : 'forwarder';
  if (known === undefined || known === writer) return writer;
  throw new ProgramError(
    'SOURCES_MIXED',
    `The Kinesis stream has change records of the table ${JSON.stringify(table)} that DynamoDB itself has put there, and others that something forwards from the table's DynamoDB stream. The times of the latter are cut to the second, so that the two cannot be ordered.`,
    {
      remedy:
        'Stop one of the two. Then start without a state, with mode "snapshot+cdc" and a start_timestamp after the last record of the one that was stopped; or exclude the table by the setting "tables".',
    },
  );
}
